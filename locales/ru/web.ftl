## Рамка страницы
web-skip = Перейти к содержанию
web-menu = Меню
web-nav = Разделы
web-nav-overview = Обзор
web-nav-objects = Объекты информатизации
web-nav-clauses = Единые требования
web-nav-findings = Результаты оценки
web-nav-registers = Журналы учёта
web-nav-events = Журналы событий
web-nav-people = Пользователи
web-languages = Язык
web-theme = Оформление
web-theme-system = Как в системе
web-theme-light = Светлое
web-theme-dark = Тёмное
web-sign-out = Выйти
web-home = К обзору
web-search = Поиск
web-find = Найти
web-any = Все
web-choose = Выберите
web-cancel = Отмена
web-yes = Да
web-no = Нет
web-import = Загрузить из файла
web-pages = Страницы списка
web-page-previous = ← Назад
web-page-next = Вперёд →
web-page-of = Страница { $page } из { $pages }, всего { $n }
web-nothing-found = Ничего не найдено
web-nothing-found-do = Измените слова поиска или уберите фильтр.
web-percent = { $n } %

## Отказы
web-failure-missing = Страница не найдена
web-failure-refused = Нет доступа
web-failure-wrong = Запрос нельзя выполнить
web-failure-busy = Сейчас занято
web-uploads-busy = Сейчас передаётся слишком много форм с файлами. Повторите чуть позже.
web-print-busy = Сейчас составляется слишком много документов и выгрузок. Повторите чуть позже.
web-failure-failed = Произошла ошибка
web-failed = Произошла внутренняя ошибка. Повторите позже или сообщите администратору.
web-missing = По этому адресу ничего нет либо доступ к нему для вас закрыт.
web-refused = Для этого нужно право, которого у вас нет: { $right }. Роли выдаёт администратор.
web-other-host = По этому имени Talap не отвечает: сертификат не задан, поэтому страницы открываются только на самой этой машине. Наберите http://localhost и порт.
web-other-site = Этот запрос пришёл с другого сайта, поэтому не выполнен. Откройте нужную страницу в Talap и повторите действие.
web-form-not-ours = Форма открыта в другом сеансе, поэтому ничего не изменено. Вернитесь назад, обновите страницу и отправьте форму снова.
web-form-broken = Форма получена не полностью или повреждена. Вернитесь назад и отправьте её снова.
web-form-type-wrong = Данные отправлены не в виде формы.
web-too-large = Отправлено слишком много данных: допускается не более { $megabytes } МиБ.
web-values-wrong = Некоторые значения неверны.
web-field-wrong = «{ $field }»: { $cause }
web-token-needed = Нужен действующий токен: добавьте заголовок «Authorization: Bearer …». Токен создаётся на странице «Учётная запись».
web-cannot-listen = Не удаётся открыть страницы по адресу { $address }: { $cause }.
web-needs-tls = { $address } — адрес за пределами этого компьютера. Для него в разделе [web] нужны tls_certificate и tls_key (TLS 1.3); без сертификата допустим только 127.0.0.1.
web-certificate-wrong = Сертификат или ключ { $path } использовать нельзя: { $cause }.

## Вход
web-sign-in = Вход в Talap
web-sign-in-do = Войти
web-sign-in-hint = Входите впервые? Откройте одноразовую ссылку, которую Talap показал при запуске или выдал администратор.
web-sign-in-interrupted = Сеанс завершился. Войдите — введённые данные сохранятся.
web-sign-in-kept = После входа заполненная форма откроется снова. Файлы нужно выбрать заново.
web-account-name = Имя учётной записи
web-password = Пароль
web-password-new = Новый пароль
web-password-repeated = Повторите пароль
web-password-rule = Не менее 12 знаков; длинная фраза надёжнее короткого сложного слова.
web-passwords-differ = Пароли не совпадают.
web-link = Установка пароля
web-link-lead = Задайте пароль учётной записи { $name }. Ссылка действует один раз.
web-link-do = Задать пароль и войти
web-link-used = Эта ссылка уже использована: { $at }. Если пароль забыт, попросите у администратора новую; на компьютере, где работает Talap, её создаёт и команда «talap access link УЧЁТНАЯ_ЗАПИСЬ».
web-link-expired = Срок действия этой ссылки истёк: { $at }. Попросите у администратора новую или выполните на компьютере, где работает Talap, команду «talap access link УЧЁТНАЯ_ЗАПИСЬ».
web-link-unknown = Такой ссылки нет. Проверьте, что она скопирована целиком.
web-go-on = Продолжение работы
web-go-on-lead = Вы вошли в систему. Введённые данные сохранены: откройте форму, проверьте и отправьте её снова.
web-go-on-do = Открыть форму
web-again = Эта форма не была отправлена, так как сеанс завершился. Проверьте её и отправьте снова.

## Сообщения после действия
web-told-saved = Сохранено.
web-told-unchanged = Ничего не изменилось.
web-told-voided = Запись признана недействительной.
web-told-import-undone = Загрузка отменена.
web-told-attested = Подтверждение сохранено, оценка проведена заново.
web-told-assessed = Оценка проведена.
web-told-role = Роли изменены.
web-told-account = Учётная запись изменена.
web-told-password = Пароль изменён, остальные сеансы завершены.
web-told-sessions = Сеансы завершены.
web-told-token = Токены изменены.
web-told-signed-out = Вы вышли из системы.

## Обзор
web-overview = Общее состояние
web-sentence-short = По состоянию на { $at }: применимых требований — { $total }, из них не исполнено — { $n }.
web-sentence-fine = По состоянию на { $at }: применимых требований — { $total }, неисполненных среди них не выявлено.
web-assess-now = Оценить сейчас
web-statements = Требования
web-statement = Требование
web-share-met = исполнено
web-tile-not-met = Требуют исправления
web-tile-unknown = Нет ни данных, ни действующего подтверждения
web-tile-met = Подтверждено данными или ответственным лицом
web-tally = Исполнено: { $met }; не исполнено: { $notmet }; неизвестно: { $unknown }
web-part = { $status }: { $n }
web-object = Объект
web-objects = Объекты информатизации
web-object-new = Новый объект
web-organisation = Организация
web-subject = Объект или организация
web-kind = Вид
web-state = Состояние
web-status = Статус
web-not-met = Не исполнено
web-reason = Обоснование
web-due = Сроки
web-due-none = В ближайшие 90 дней сроков нет.
web-due-today = сегодня
web-due-in = через { $n } { $n ->
        [one] день
        [few] дня
       *[many] дней
    }
web-due-late = просрочено на { $n } { $n ->
        [one] день
        [few] дня
       *[many] дней
    }
web-ledger = Реестр событий
web-ledger-events = Хранится событий
web-ledger-signed = Последняя контрольная точка
web-ledger-root = Корень дерева
web-empty-organisations = Пока нет ни одной организации
web-empty-organisations-do = Сначала внесите организацию, затем её объекты информатизации: Talap покажет, какие требования к ним применяются.
web-import-organisations = Загрузить организации из файла
web-new-organisation = Добавить организацию
web-empty-objects = Пока нет ни одного объекта
web-empty-objects-do = Добавьте объект информатизации или загрузите перечень из файла.

## Один объект
web-assessed-at = Оценено по состоянию на { $name }
web-record-open = Запись в журнале
web-paper = Справка (PDF)
web-papers = Документ для проверяющего
web-papers-hint = Справка с обоснованиями, сроками и контрольной точкой реестра.
web-traits = Признаки
web-traits-none = Признаки не указаны, поэтому неизвестно, применяются ли некоторые требования. Укажите признаки в записи журнала.
web-excused = Не применяется требований: { $n }
web-not-assessed = Оценка ещё не проводилась
web-not-assessed-do = Оценка проводится автоматически каждые 15 минут или по кнопке «Оценить сейчас» на странице обзора.
web-mode = Способ обеспечения

## Пункты
web-clauses = Единые требования
web-clauses-lead = В каталоге { $clauses } { $clauses ->
        [one] пункт
        [few] пункта
       *[many] пунктов
    } и { $statements } { $statements ->
        [one] требование
        [few] требования
       *[many] требований
    }.
web-clause = Пункт
web-clause-title = Содержание
web-clause-beside = Соседние пункты
web-official = Официальный текст
web-official-none = Официальный текст не загружен. Загрузите его командой:
web-official-command = talap decree import ФАЙЛ --lang kk
web-official-not-there = В загруженном тексте этого пункта нет.
web-official-closed = исключён
web-binds-object = относится к объекту
web-binds-organisation = относится к организации
web-how-enforced = Talap исполняет это сам: модуль { $name }.
web-how-checked = Определяется запросом по собранным данным: checks/{ $name }.sql.
web-fact-event = событие { $seq }
web-fact-record = запись
web-how-informative = Справочно: ничего не требуется.
web-statement-definition = определение
web-statement-scope = сфера действия
web-statement-principle = принцип
web-statement-duty = обязанность
web-statement-prohibition = запрет
web-statement-power = полномочие
web-statement-excluded = исключено
web-unit-year = { $n } { $n ->
        [one] год
        [few] года
       *[many] лет
    }
web-unit-month = { $n } { $n ->
        [one] месяц
        [few] месяца
       *[many] месяцев
    }
web-unit-week = { $n } { $n ->
        [one] неделя
        [few] недели
       *[many] недель
    }
web-unit-day = { $n } { $n ->
        [one] день
        [few] дня
       *[many] дней
    }
web-unit-hour = { $n } { $n ->
        [one] час
        [few] часа
       *[many] часов
    }
web-unit-minute = { $n } { $n ->
        [one] минута
        [few] минуты
       *[many] минут
    }
web-unit-second = { $n } { $n ->
        [one] секунда
        [few] секунды
       *[many] секунд
    }
web-unit-percent = { $n } %
web-unit-celsius = { $n } °C
web-unit-level = уровень: { $n }
web-unit-character = { $n } { $n ->
        [one] знак
        [few] знака
       *[many] знаков
    }

## Результаты
web-findings = Результаты оценки
web-findings-lead = Вывод и обоснование последней полной оценки по каждому требованию для каждого объекта и каждой организации.
web-findings-late = { $n ->
    [one] Просрочена { $n } запись
    [few] Просрочены { $n } записи
   *[many] Просрочено { $n } записей
}
web-findings-late-what = Что требовалось сделать
web-findings-late-day = Срок

## Подтверждение
web-attest = Подтверждение исполнения требования
web-attest-do = Подтвердить
web-attest-wanted = Какие сведения нужны
web-attest-holds = Срок действия
web-attest-result = Результат
web-attest-met = Требование исполнено
web-attest-not-met = Требование не исполнено
web-attest-evidence = Подтверждающие сведения
web-attest-evidence-hint = Название, номер и дата документа, где он хранится.
web-attest-file = Файл документа
web-file-hint = PDF, PNG, JPEG, TXT, CSV, DOCX, XLSX, ODT или ODS.
web-attest-by = Кто подтверждает
web-attest-on = Дата подтверждения
web-attest-until = Действительно до
web-attest-save = Сохранить подтверждение
web-attest-future = Дата подтверждения не может быть позже сегодняшней.
web-attest-too-long = По этому требованию подтверждение не может действовать после { $last }.
web-review-nothing = У пункта { $clause } нет новой редакции, которую нужно рассмотреть.

## Применимость, редакции, поиск
web-nav-applicability = Применимость
web-applicability = Какие требования применяются и почему
web-applicability-lead = Каждое требование к организации или объекту: применяется ли оно, почему и с какого времени.
web-applicability-choose = Выберите организацию или объект
web-applicability-choose-do = По каждому требованию будет указано, применяется ли оно и какими признаками это определяется.
web-applicability-answers = Применимость
web-applicability-binds = Применяется: { $n }
web-applicability-not-known = Неизвестно: { $n }
web-applicability-does-not-bind = Не применяется: { $n }
web-applicability-since = для этого объекта или этой организации — с { $name }
web-section = Раздел
web-responsible = Ответственный
web-unreviewed = новая редакция, не рассмотрена
web-only-unreviewed = Только пункты, новая редакция которых не рассмотрена
web-told-reviewed = Редакция отмечена как рассмотренная.
web-review-wanted = В редакции от { $redaction } ({ $language }) пункт изложен иначе, чем текст, по которому составлена запись. Прочитайте его и отметьте как рассмотренный либо поручите исправить запись.
web-review-gone = В редакции от { $redaction } ({ $language }) этого пункта больше нет. Это ещё никем не рассмотрено.
web-review-done = Редакция от { $redaction } ({ $language }) рассмотрена: { $by }, { $at }.
web-review-by = рассмотрено: { $by }, { $at }
web-review-note = Замечание
web-review-do = Отметить как рассмотренное
web-redactions-see = Все изменения текста
web-clause-lead-in = Вводная строка: обязанности содержатся в её частях.
web-clause-stated-in = Часть одной обязанности, которая изложена здесь:
web-clauses-more = Ещё о постановлении
web-how-recorded = Определяется запросом по записям журналов учёта: checks/{ $name }.sql.
web-how-attested-by = Подтверждает: { $from }. Подтверждающие сведения: { $evidence }. Срок действия: { $holds } (установлен пунктом { $basis }).
web-how-attested-ours = Подтверждает: { $from }. Подтверждающие сведения: { $evidence }. Срок действия: { $holds } (установлен в Talap).
web-reference-follows = соблюдается
web-reference-defines = определено в
web-reference-excepts = делает исключение из
web-reference-approved-under = утверждается в соответствии с
web-act-number = № { $name }
web-place-article = статья { $name }
web-place-point = пункт { $name }
web-place-subparagraph = подпункт { $name }
web-references = Ссылки
web-amendments = Изменения
web-amendments-none = Примечаний об изменении пункта нет: он действует в редакции постановления № 832 от 20 декабря 2016 года.
web-discrepancy = Расхождение языковых версий
web-past = На прошлую дату
web-past-day = Дата
web-past-show = Показать
web-past-hint = Как был изложен пункт, каким был способ исполнения и что было установлено. Сведения, которых нет ни в загруженном тексте, ни в оценке, показаны как неизвестные.
web-past-wrong = «{ $name }» — не дата. Запишите её в виде 2026-01-31.
web-past-unknown = неизвестно
web-past-absent = в редакции от { $name } такого пункта нет
web-past-status-unknown = Состояние неизвестно: на эту дату и ранее оценки не проводились либо у вас нет права их читать.
web-language-kk = Казахский
web-language-ru = Русский
web-language-en = Английский
web-search-decree = Поиск по постановлению
web-search-decree-lead = Требования, термины и официальные тексты на казахском, русском и английском языках.
web-search-decree-empty = Что вы ищете?
web-search-decree-empty-do = Введите слова на любом из трёх языков или номер пункта: 38.4
web-found-statement = требование
web-found-clause = пункт
web-found-term = термин
web-found-official = официальный текст
web-glossary = Глоссарий
web-glossary-lead = Термины постановления. Казахские и русские — официальные, английские — наши.
web-glossary-variants = Иные переводы
web-glossary-digital-code = В Цифровом кодексе
web-glossary-unverified = не проверено
web-redactions = Редакции и расхождения
web-redactions-lead = Загруженные официальные тексты, что в них изменилось и чем различаются языковые версии.
web-redactions-none = Официальных текстов пока нет
web-redactions-texts = Загруженные тексты
web-redactions-language = Язык
web-redactions-day = Редакция
web-redactions-clauses = Пунктов
web-redactions-latest = последняя
web-redactions-compare = Что изменилось
web-redactions-old = Было
web-redactions-new = Стало
web-redactions-do = Сравнить
web-redactions-catalog = Каталог
web-redactions-count = { $n ->
        [0] различий нет
        [one] отличается { $n } пункт
        [few] отличаются { $n } пункта
       *[other] отличаются { $n } пунктов
    }
web-redactions-unknown = Текста «{ $text }» нет среди загруженных.
web-redactions-languages = Сравнить можно два текста на одном языке.
web-change-added = дополнен
web-change-excluded = исключён актом
web-change-removed = больше отсутствует
web-change-reworded = изложен в иной редакции
web-change-renumbered = изменён номер, прежний { $from }
web-discrepancies = Расхождения языковых версий
web-discrepancies-hint = Отмечены в каталоге либо найдены сравнением чисел, дат и изменяющих актов в действующих текстах. Определяющим является текст на казахском языке.
web-discrepancy-missing = нет в тексте ({ $language })
web-discrepancy-excluded = исключён только в тексте ({ $language })
web-discrepancy-numbers = числа: только в тексте ({ $language }): { $one }; только в тексте ({ $second }): { $other }
web-discrepancy-amendments = изменяющие акты: только в тексте ({ $language }): { $one }; только в тексте ({ $second }): { $other }
web-unit-metre = { $n } м
web-unit-volt = { $n } В
web-unit-hertz = { $n } Гц
web-unit-input = вводов: { $n }
web-unit-port = портов: { $n }
web-unit-controller = контроллеров: { $n }
web-unit-sensor-kind = видов датчиков: { $n }
web-unit-type = типов: { $n }
web-unit-wire = проводов: { $n }
web-unit-line = строка: { $n }
web-exchange = Выгрузка каталога
web-exchange-hint = OSCAL 1.2.1 — для других программ; в книге Excel юрист может оставить замечания.
web-exchange-workbook = Книга Excel (XLSX)
web-exchange-catalog = Каталог OSCAL (JSON)
web-exchange-profile = Профиль для объектов класса { $n }
web-exchange-resolved = итоговый каталог для класса { $n }
web-check-file = checks/{ $name }.sql
web-results = Результаты
