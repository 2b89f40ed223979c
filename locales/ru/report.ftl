# Справки для проверяющего в формате PDF.

report-failed = Не удалось составить документ: { $cause }.

report-object-title = Справка о состоянии соответствия объекта информатизации единым требованиям
report-organisation-title = Справка о состоянии соответствия организации единым требованиям
report-basis = Единые требования в области информационно-коммуникационных технологий и обеспечения информационной безопасности утверждены постановлением Правительства Республики Казахстан от 20 декабря 2016 года № 832
report-running = Справка о состоянии соответствия единым требованиям
report-page = Страница { $page } из { $pages }

report-organisation = Организация
report-object = Объект информатизации
report-kind = Вид
report-assessed = По состоянию на
report-made = Справка составлена
report-asked-by = По чьему запросу
report-traits = Сведения, определяющие применимость требований

report-summary = Итоги оценки
report-met = Исполнено
report-not-met = Не исполнено
report-unknown = Неизвестно
report-not-applicable = Не применяется
report-all = Всего требований
report-unknown-note = «Неизвестно» означает, что действующих сведений для вывода нет. Такое требование не считается исполненным.

report-objects = Объекты информатизации
report-no-objects = Объекты информатизации не зарегистрированы.
report-object-statements = Требования к объекту информатизации
report-organisation-statements = Требования к организации в целом
report-no-statements = Применимых требований, по которым проведена оценка, нет.
report-clause = Пункт
report-statement = Требование
report-mode = Как обеспечено
report-reason = Обоснование и подтверждающие записи
report-exempt = Требования, которые не применяются
report-no-exempt = Таких требований нет.
report-why = Причина

report-due = Сроки
report-no-due = Предстоящих и пропущенных сроков нет.
report-due-date = Срок
report-due-what = Что требуется
report-due-place = Где учтено
report-due-left = Осталось
report-due-today = сегодня
report-days-left =
    { $n ->
        [one] { $n } день
        [few] { $n } дня
       *[many] { $n } дней
    }
report-days-late =
    { $n ->
        [one] просрочено на { $n } день
        [few] просрочено на { $n } дня
       *[many] просрочено на { $n } дней
    }

report-verify = Проверка достоверности
report-verify-about = Оценка основана на событиях и на записях журналов учёта, каждое изменение которых отражается в реестре событий. Целостность реестра можно проверить без подключения к сети и без участия работающей системы. Для этого нужны папка реестра событий и открытый ключ его подписи:
report-verify-command = talap ledger verify --folder ПАПКА --key ФАЙЛ
report-verify-then = Если нарушений не обнаружено, а приведённый ниже корень содержится в файле «checkpoint» или «checkpoints» папки реестра, события, внесённые до этой контрольной точки, после её подписания не изменялись и не удалялись.
report-no-checkpoint = Контрольная точка реестра событий ещё не подписана, поэтому неизменность записей, на которых основана справка, подтвердить пока нельзя.
report-checkpoint-short = контрольная точка { $root }…
report-ledger = Реестр событий
report-signed = Контрольная точка от
report-batches = Пакетов событий
report-events = Событий
report-root = Корень дерева
report-catalog = Контрольная сумма каталога требований

report-made-by = Лицо, ответственное за обеспечение информационной безопасности
report-received-by = Лицо, получившее справку
report-position = должность
report-signature = подпись
report-full-name = фамилия, имя, отчество (при наличии)
report-date = дата

# Каталог в формате OSCAL.

report-oscal-no-class = В каталоге нет признака «class» объектов, поэтому профиль класса составить нельзя.
report-oscal-empty = Ни один пункт не может распространяться на объект класса { $class }, поэтому включить в профиль нечего.
report-oscal-failed = Не удалось записать документ: { $cause }.

# Каталог в виде таблицы для юриста.

report-workbook-failed = Не удалось составить таблицу: { $cause }.
report-book-title = Каталог требований для правовой проверки
report-book-sheet-catalog = Каталог
report-book-sheet-glossary = Термины
report-book-sheet-acts = Акты
report-book-sheet-about = Описание
report-book-section = Раздел
report-book-key = Ключ
report-book-subject = К чему относится
report-book-bound = На кого распространяется
report-book-role = Ответственный
report-book-title-kk = Название, каз.
report-book-title-ru = Название, рус.
report-book-title-en = Название, англ.
report-book-text-kk = Текст, каз.
report-book-text-ru = Текст, рус.
report-book-text-en = Текст, англ.
report-book-parameters = Числа
report-book-evidence = Подтверждающие сведения
report-book-holds = Срок действия подтверждения
report-book-references = Ссылки
report-book-amendments = Изменён
report-book-discrepancy = Расхождения между языками
report-book-remark = Замечание
report-book-proposed-kk = Предлагаемая редакция, каз.
report-book-proposed-ru = Предлагаемая редакция, рус.
report-book-name = Кто проверил
report-book-date = Дата
report-book-term-kk = Термин, каз.
report-book-term-ru = Термин, рус.
report-book-term-en = Термин, англ.
report-book-short-kk = Сокращение, каз.
report-book-short-ru = Сокращение, рус.
report-book-short-en = Сокращение, англ.
report-book-variants = В английском переводе
report-book-code-kk = В Цифровом кодексе, каз.
report-book-code-ru = В Цифровом кодексе, рус.
report-book-code-en = В Цифровом кодексе, англ.
report-book-verified = Сверено с официальным текстом
report-book-verified-yes = да
report-book-unverified = нет
report-book-number = Номер
report-book-lead-in = вводная строка
report-book-stated-in = часть требования пункта { $clause }
report-book-everyone = На всех
report-book-depends = Зависит от признаков: { $traits }
report-book-kinds = Виды объектов: { $kinds }
report-book-parameter = { $name }: { $amount }
report-book-own-parameter = { $name }: { $amount } (значение установлено в Talap)
report-book-holds-by = { $amount } (пункт { $clause })
report-book-follows = исполняется согласно
report-book-defines = определено в
report-book-excepts = исключение из
report-book-approved-under = утверждено согласно
report-book-clause = пункт { $clause }
report-book-article = статья { $number }
report-book-point = пункт { $number }
report-book-subparagraph = подпункт { $number }
report-act-code = кодекс
report-act-law = закон
report-act-government-decree = постановление Правительства
report-act-rules = правила или инструкция
report-act-requirements = требования
report-act-standard = стандарт или норма
report-act-legislation = законодательство
report-book-about-what = Сведения
report-book-about-said = Описание
report-book-how = Как заполнять
report-book-how-said = Одна строка — одно требование. Изменять можно только жёлтые столбцы: впишите замечание, предложите редакцию на казахском и русском языках, укажите фамилию и дату. Если замечаний нет, оставьте строку пустой.
report-book-decides = Какой текст является определяющим
report-book-decides-said = Таблица излагает постановление своими словами. Определяющим является официальный текст на казахском языке.
report-book-redaction = Редакция постановления
report-book-no-redaction = не указана
report-book-clauses = Пунктов
report-book-statements = Требований
report-book-made = Дата составления
