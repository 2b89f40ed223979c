## Журналы учёта
web-registers = Журналы учёта
web-registers-lead = Сведения, учёт которых ведёт организация: каждый журнал ведётся во исполнение пунктов единых требований.
web-registers-none = Доступных вам журналов учёта нет
web-registers-none-do = Роли, дающие право читать журналы, выдаёт администратор.
web-registers-count =
    { $n ->
        [one] { $n } запись
        [few] { $n } записи
       *[many] { $n } записей
    }
web-registers-personal = персональные данные
web-registers-serves = Пункты:
web-registers-open = Открыть
web-registers-open-named = Открыть: «{ $name }»
web-registers-import = Загрузить
web-registers-import-named = Загрузить записи: «{ $name }»
web-registers-new = Новая запись
web-registers-new-named = Новая запись: «{ $name }»
web-registers-search = Поиск
web-registers-any = Все
web-registers-show = Показать
web-registers-nothing-found = Ничего не найдено
web-registers-nothing-found-do = Записей, отвечающих всем условиям, нет. Уберите часть условий.
web-registers-show-all = Показать все записи
web-registers-empty = Записей пока нет
web-registers-empty-do = Внесите первую запись или загрузите таблицу, которую вы уже ведёте.
web-registers-empty-wait = Ответственные за ведение этого журнала ещё ничего не внесли.
web-registers-export = Скачать в формате CSV
web-registers-export-xlsx = Скачать в формате XLSX
web-registers-export-failed = Не удалось сформировать файл.
web-register-export-too-long = В списке записей: { $n }, а в файл помещается не более { $most }. Сузьте список, например до одной организации.

## Запись
web-record-again = Сеанс завершился, и ничего не было сохранено. Проверьте введённое, выберите файлы заново и сохраните.
web-record-not-stated = не указано
web-record-changed = Изменена
web-record-object = Требования к объекту
web-record-edit = Изменить
web-record-edit-named = Изменение записи { $name }
web-record-restore = Признать действительной
web-record-restore-note = Запись признана недействительной. После сохранения она снова станет действительной с указанными ниже значениями.
web-record-is-void = Запись признана недействительной. Причина: { $name }
web-record-values = Сведения
web-record-history = История изменений
web-record-created = Внесена
web-record-updated = Изменена
web-record-voided = Признана недействительной
web-record-event = событие { $name }
web-record-event-waits = ещё не внесено в реестр событий
web-record-by-import = загрузкой файла «{ $name }»
web-record-by-undo = отменой загрузки файла «{ $name }»
web-record-fields-changed =
    { $n ->
        [one] { $n } поле
        [few] { $n } поля
       *[many] { $n } полей
    }
web-record-field = Поле
web-record-before = Было
web-record-after = Стало
web-record-id = Постоянный идентификатор:
web-record-version = версия { $name }
web-record-void = Признать недействительной
web-record-void-lead = Недействительная запись не показывается в списках и не участвует в оценке. Её можно прочитать вместе с причиной и историей.
web-record-void-reason = Причина признания записи недействительной
web-record-void-do = Признать недействительной
web-record-new = Новая запись
web-record-optional = необязательно
web-certificate = Сертификат
web-record-checked = Значение этого поля используется при автоматической проверке.
web-record-certificate-hint = Вставьте сертификат в формате PEM: владелец, издатель и последний день действия читаются из него.
web-record-only-when = Заполняется, только если «{ $field }»: { $values }.
web-record-required-when = Обязательно, если «{ $field }»: { $values }.
web-record-example = Пример: { $name }
web-record-range = От { $min } до { $max }
web-record-least = Не меньше { $min }
web-record-most = Не больше { $max }
web-record-file-present = Приложенный файл
web-record-file-hint = PDF, PNG, JPEG, TXT, CSV, DOCX, XLSX, ODT или ODS.
web-record-file-drop = Убрать файл
web-record-traits = Признаки
web-record-traits-hint = По ним определяется, какие требования применяются. Неуказанное считается неизвестным.
web-record-save = Сохранить
web-record-save-over = Сохранить мои значения
web-record-take-theirs = Оставить значения другого пользователя
web-record-conflict = Запись уже изменена другим пользователем
web-record-conflict-lead = Ваши изменения ещё не сохранены. Введённые вами значения — в форме ниже: исправьте их и сохраните вместо значений другого пользователя либо оставьте его значения.
web-record-theirs = Текущее значение
web-record-yours = Ваше значение

## Загрузка
web-import-title = Загрузка: { $name }
web-import-heading = Загрузка файла
web-import-lead = Строка с существующим ключом изменяет запись. Ошибочные строки не загружаются и возвращаются для исправления.
web-import-done = Результат загрузки
web-import-created = Новых
web-import-updated = Изменённых
web-import-unchanged = Без изменений
web-import-left-out = Отклонённых
web-import-semicolon = точка с запятой
web-import-comma = запятая
web-import-tab = табуляция
web-import-to-list = К списку
web-import-wrong = Отклонённые строки
web-import-wrong-do = Они приведены с заголовком в текстовом поле ниже: исправьте их там и загрузите снова.
web-import-wrong-long = Их слишком много, чтобы исправлять здесь. Исправьте строки в файле и загрузите его снова: уже внесённые строки не изменятся.
web-import-line = Строка
web-import-column = Столбец
web-import-value = Значение
web-import-reason = Ошибка
web-import-more =
    { $n ->
        [one] и ещё { $n } ошибка
        [few] и ещё { $n } ошибки
       *[many] и ещё { $n } ошибок
    }
web-import-organisation-stated = как указано в столбце «организация»
web-import-organisation-hint = К какой организации относятся строки, если в файле нет такого столбца.
web-import-file = Файл
web-import-file-hint = XLSX, ODS, XLS или CSV в кодировке UTF-8, UTF-16 или Windows-1251; разделитель — точка с запятой, запятая или табуляция.
web-import-text = Или текст таблицы
web-import-do = Загрузить
web-import-nothing = Выберите файл или вставьте текст таблицы.
web-import-columns = Столбцы
web-import-columns-lead = В заголовке указываются ключи или названия столбцов. Пустая ячейка очищает значение; если столбца в файле нет, значение остаётся без изменений.
web-import-template = Скачать пустой файл с этими столбцами
web-import-column-key = Ключ
web-import-column-label = Название
web-import-column-kind = Вид
web-import-column-required = Обязателен
web-import-column-allowed = Допустимые значения
web-import-least = не меньше { $number }
web-import-most = не больше { $number }
web-import-form = Прочитано как
web-import-form-text = текст, { $encoding }, { $separator }
web-import-form-workbook = { $format }, лист «{ $sheet }»
web-import-nameless = таблица без имени
web-import-look = Посмотреть, что изменится
web-import-choose-columns = Указать столбцы
web-import-gone = Файл здесь больше не хранится: он уже загружен, вместо него выбран другой или прошли сутки. Выберите его ещё раз.
web-import-columns-heading = Соответствие столбцов
web-import-columns-say = Укажите, какому полю журнала соответствует каждый столбец файла, или исключите столбец. Пока ничего не загружается.
web-import-rows =
    { $n ->
        [one] { $n } строка
        [few] { $n } строки
       *[many] { $n } строк
    }
web-import-sheet = Лист
web-import-other-sheet = Показать этот лист
web-import-file-column = Столбец файла
web-import-file-samples = Первые строки
web-import-file-means = Поле журнала
web-import-check-it = Такого названия в журнале нет: проверьте.
web-import-leave-out = — не загружать —
web-import-must-be = { $name } (обязательно)
web-import-beyond =
    { $n ->
        [one] Ещё { $n } столбец не загружается.
        [few] Ещё { $n } столбца не загружаются.
       *[many] Ещё { $n } столбцов не загружаются.
    }
web-import-preview-heading = Что изменится
web-import-preview-lead = Пока ничего не загружено. Проверьте изменения и затем загрузите файл.
web-import-changes-nothing = Ни одна строка ничего не изменит.
web-import-would-leave-out = Строки, которые будут отклонены
web-import-would-change = Строки, которые внесут изменения
web-import-record = Запись
web-import-new = новая
web-import-changed = изменяется
web-import-more-rows =
    { $n ->
        [one] и ещё { $n } строка
        [few] и ещё { $n } строки
       *[many] и ещё { $n } строк
    }
web-import-recent = Загрузки
web-import-recent-lead = Загрузку можно отменить целиком, пока её записи никто не изменил.
web-import-when = Когда
web-import-who = Кто
web-import-state = Состояние
web-import-undo = Отменить
web-import-undo-lead = Новые записи будут признаны недействительными, изменённым будут возвращены прежние значения. В истории останется и то и другое.
web-import-undo-do = Отменить загрузку
web-import-undo-reason = Загрузка файла «{ $name }» отменена
web-import-undone = Отменена { $at }, { $by }

## Виды полей
web-kind-text = текст
web-kind-number = число
web-kind-money = сумма в тенге
web-kind-network = адрес или сеть
web-kind-certificate = сертификат (PEM)
web-kind-organisation = организация
web-kind-bool = да или нет
web-kind-date = дата
web-kind-time = дата и время
web-kind-choice = значение из списка
web-kind-person = табельный номер работника
web-kind-object = идентификатор объекта
web-kind-record = ключ записи
web-kind-file = файл

## Файлы
web-file = файл
web-file-too-large = Размер файла «{ $name }» превышает допустимый ({ $megabytes } МиБ).
web-file-empty = Файл «{ $name }» пуст.
web-file-ending-wrong = Файлы такого типа не принимаются: «{ $name }». Принимаются: { $accepted }.
web-file-content-other = Расширение файла «{ $name }» не соответствует его содержимому: это файл { $found }. Исправьте расширение или выберите другой файл. Принимаются: { $accepted }.
web-file-content-unknown = Файл «{ $name }» не является файлом { $named } либо содержит макросы. Сохраните его заново в исходной программе. Принимаются: { $accepted }.
