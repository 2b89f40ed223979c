## Справка
help-talap = Talap обеспечивает исполнение единых требований в области ИКТ и обеспечения информационной безопасности (постановление Правительства РК № 832).
help-up = Запустить Talap: принимать события, оценивать требования, отвечать другим командам
help-decree = Официальный текст постановления
help-outline = Вывести пункты официального текста: идентификатор, вид, строка
help-catalog = Каталог требований
help-stats = Посчитать пункты, требования, способы исполнения и языки каталога
help-import = Загрузить записи в журнал учёта либо файл журнала событий или папку таких файлов (журнал «events»)
help-assess = Оценить требования с обоснованием; код завершения 1, если хотя бы одно не исполнено
help-query = Выполнить запрос SQL по журналам учёта и событиям
help-sources = Показать состояние источников событий и приёмников; код завершения 1, если что-то требует внимания
help-ledger = Реестр событий
help-verify = Проверить каждый байт файлов реестра событий с помощью одного лишь открытого ключа
help-config = Конфигурация
help-schema = Вывести JSON Schema файла talap.toml
help-access = Пользователи и их роли
help-list = Показать, у кого какая роль
help-grant = Выдать роль пользователю этой операционной системы
help-revoke = Отозвать роль у пользователя этой операционной системы
help-heading-usage = Использование
help-heading-commands = Команды
help-heading-options = Параметры
help-value-command = КОМАНДА
help-value-folder = ПАПКА
help-value-file = ФАЙЛ
help-value-lang = ЯЗЫК
help-value-id = ID
help-value-register = ЖУРНАЛ
help-value-sql = SQL
help-value-user = ПОЛЬЗОВАТЕЛЬ
help-value-role = РОЛЬ
help-option-help = Показать эту справку
help-option-version = Показать версию
help-option-data = Папка данных (по умолчанию ./talap-data)
help-option-config = Файл конфигурации (по умолчанию talap.toml в папке данных)
help-option-lang = Язык интерфейса: kk, ru или en
help-option-lang-text = Язык текста: kk или en (русский пока не читается)
help-option-example = Загрузить организацию-пример в новую папку данных
help-option-notes = Вывести и сноски об изменениях
help-option-json = Вывести ответ в JSON, для программ
help-option-org = Организация
help-option-object = Объект информатизации
help-option-source = Зарегистрированный источник событий, из которого получен файл журнала
help-option-format-tool = Каким средством создан файл, если не определять это по содержимому: nmap, sarif или restic
help-option-object-tool = Объект информатизации, к которому относится файл средства
help-option-scan = Номер отчёта об оценке уязвимости, к которому относится файл сканера
help-option-folder = Папка реестра событий (по умолчанию — в папке данных)
help-option-key = Файл открытого ключа (по умолчанию — в папке данных)
help-argument-file = Файл
help-argument-register = Журнал учёта: organisations, objects, people, documents … или «events»
help-argument-sql = Один запрос SELECT; перечень таблиц выводит «SHOW TABLES»
help-argument-user = Имя пользователя
help-argument-role = is_officer, analyst, integration_engineer, administrator, registrar, auditor или employee
help-usage = talap [--data ПАПКА] [--lang ЯЗЫК] КОМАНДА
help-usage-up = talap up [--example]
help-usage-outline = talap decree outline ФАЙЛ --lang ЯЗЫК [--notes]
help-usage-import = talap import ЖУРНАЛ ФАЙЛ|ПАПКА [--org ID] [--source ID] [--format nmap|sarif|restic] [--object ID] [--scan ID] [--json]
help-usage-assess = talap assess [--object ID | --org ID] [--json]
help-usage-verify = talap ledger verify [--folder ПАПКА] [--key ФАЙЛ] [--archive URL] [--witness КЛЮЧ …] [--authority ФАЙЛ] [--json]
help-usage-query = talap query SQL [--format ФОРМАТ] [--output ФАЙЛ] | talap query --search ТЕКСТ [--format ФОРМАТ] [--output ФАЙЛ] [--follow]
help-usage-grant = talap access grant ПОЛЬЗОВАТЕЛЬ РОЛЬ [--org ID]
help-usage-revoke = talap access revoke ПОЛЬЗОВАТЕЛЬ РОЛЬ [--org ID]
help-exit-status =
    Код завершения:
      0  выполнено
      1  обнаружены недостатки: требование не исполнено, строка отклонена, выявлено нарушение
      2  неверное использование: командная строка или конфигурация
      3  отказано или не удалось выполнить

## Командная строка
args-see-help = Возможные команды показывает «talap --help».
args-unknown = Неизвестный аргумент «{ $argument }».
args-command-unknown = Неизвестная команда «{ $command }».
args-command-missing = Не указана команда.
args-missing = Не указано: { $arguments }.
args-value-wrong = «{ $value }» — недопустимое значение параметра { $argument }.
args-value-unknown = «{ $value }» — недопустимое значение параметра { $argument }. Допустимые значения: { $known }.
args-conflict = { $argument } и { $other } нельзя указывать вместе.
args-not-text = Аргумент не является текстом в кодировке UTF-8.
args-wrong = Аргумент «{ $argument }» записан неверно.

## Причины, названные операционной системой
io-not-found = не существует
io-permission-denied = у этого пользователя нет прав
io-address-in-use = адрес занят другой программой
io-address-not-available = у этого компьютера нет такого адреса
io-storage-full = диск заполнен
io-read-only = файловая система доступна только для чтения
io-is-a-folder = это папка
io-not-a-folder = это не папка
io-not-text = это не текст в кодировке UTF-8
io-other = { $text }

## Конфигурация
config-unreadable = Не удаётся прочитать конфигурацию { $path }: { $cause }.
config-wide-no-archive = В конфигурации указаны узлы для распределённых запросов (ledger.wide), но не указано архивное хранилище, которое они читают (ledger.archive).
config-wide-not-built = В конфигурации указаны узлы для распределённых запросов (ledger.wide), а эта сборка Talap их не поддерживает: соберите её с возможностью «wide» или уберите настройку.
config-wide-unusable = Не удаётся подготовить распределённые запросы (ledger.wide). { $cause }
config-wrong = Конфигурация { $path }, строка { $line }: { $cause }.
config-unknown-key = неизвестный ключ «{ $key }»; перечень ключей выводит «talap config schema»
config-not-as-expected = { $text }
config-value-wrong = Конфигурация { $path }: { $cause }.
config-must-be-positive = значение { $key } должно быть не меньше 1
config-message-too-short = значение { $key } должно быть не меньше { $least }: такой длины может быть любое сообщение syslog
config-address-wrong = { $key }: «{ $text }» — не адрес с портом; пример: 127.0.0.1:5514
config-offset-wrong = { $key }: «{ $text }» — не смещение от UTC; пример: +05:00
config-address-remote = { $key }: { $text } принимает сообщения с других компьютеров, а обычный протокол syslog не шифрует сообщения и не проверяет отправителя; если так и задумано, укажите collect.allow_remote = true

## Папка данных, сокет, файлы
folder-cannot-create = Не удаётся создать папку данных { $path }: { $cause }.
folder-unusable = Не удаётся использовать { $path }: { $cause }.
folder-missing = { $path } ещё не является папкой данных. Создайте её командой «talap up --data { $path }».
folder-in-use = С папкой данных { $path } работает другой процесс. Сначала остановите его или укажите другую папку через --data.
folder-not-empty-for-example = В папке данных { $path } уже есть организации, поэтому пример не загружен. Укажите новую папку через --data.
socket-cannot-listen = Не удаётся открыть локальный сокет { $path }: { $cause }.
socket-nobody-answers = Папка данных { $path } занята другим процессом, но его сокет не отвечает. Если «talap up» запускается или останавливается, повторите попытку; иначе завершите этот процесс.
socket-other-version = Версия работающего «talap up» отличается. Перезапустите его.
file-unreadable = Не удаётся прочитать файл { $path }: { $cause }.
file-too-large = Файл больше { $limit } МиБ. Разделите его.
key-unusable = Не удаётся использовать ключ { $path }: { $cause }.
key-lost = У реестра событий в { $path } больше нет ключа подписи. Восстановите keys/ledger.key из резервной копии: с новым ключом все прежние контрольные точки утратят силу.
runtime-cannot-start = Talap не может запуститься: { $cause }.
output-failed = Не удаётся вывести ответ: { $cause }.
example-broken = Не удаётся загрузить встроенный пример: { $cause }.
example-rows-refused = отклонено строк в { $file }: { $n }

## Пользователи
access-nobody = У пользователя { $who } здесь нет роли. Роль выдаёт администратор: talap access grant { $who } РОЛЬ.
access-granted = Пользователю { $user } выдана роль «{ $role }».
access-revoked = У пользователя { $user } отозвана роль «{ $role }».
scope-all = все организации
forbidden = { $who } не имеет права { $right }.
right-read-records = читать записи
right-read-personal-data = читать персональные данные
right-write-records = изменять записи
right-write-structure = изменять организации, объекты и источники событий
right-read-events = читать события
right-append-events = передавать события
right-assess = проводить оценку
right-read-verdicts = читать результаты оценки
right-attest = подтверждать исполнение требований
right-grant-roles = выдавать и отзывать роли
right-read-roles = просматривать выданные роли
id-invalid =
    { $kind ->
        [record] «{ $text }» — не идентификатор, выданный Talap; он имеет вид 01a214df-e3a2-7f5e-8753-1f757acceb1d.
        [clause] «{ $text }» — не номер пункта; он записывается в виде 38.4.
        [key] «{ $text }» не может быть ключом записи: ключ не бывает пустым, не длиннее 200 знаков, не начинается и не заканчивается пробелом.
       *[other] «{ $text }» — недопустимый идентификатор ({ $kind ->
            [organisation] организация
            [object] объект
            [source] источник событий
            [register] журнал учёта
            [statement] требование
            [trait] признак
           *[other] { $kind }
        }): разрешены строчные латинские буквы, цифры, «.», «_» и «-».
    }

## Загрузка
import-done = Загружено: новых — { $created }, изменённых — { $updated }, без изменений — { $unchanged }, отклонённых — { $rejected }.
import-waiting = Реестр событий ещё не принял изменения; они будут внесены при следующем запуске или загрузке: { $cause }
import-line = строка { $line }
import-column = столбец «{ $column }»
import-value = «{ $value }»
import-source-missing = Для файла журнала событий нужно указать его источник: --source ID.
import-source-only-for-events = --source относится к файлам журналов событий: talap import events ФАЙЛ --source ID.
sources-need-all-organisations = Источники событий определяют принадлежность сообщений сразу для всех организаций. Изменять их может только тот, чьи роли распространяются на все организации.
import-source-unknown = Источник событий «{ $source }» не зарегистрирован. Сначала зарегистрируйте его: talap import sources ФАЙЛ.
events-imported = Внесено событий в реестр: { $n }; не распознано и сохранено в исходном виде: { $marked }.

events-imported-before = Этот файл журнала источника событий «{ $source }» уже есть в реестре событий; ничего не добавлено.
events-unreadable = Не удаётся прочитать файл журнала событий после строки { $line }: { $cause }.
events-gzip-broken = Сжатый файл повреждён или обрезан: { $cause }.
events-folder-empty = В папке { $path } нет файлов.
events-folder-done = Файлов: { $files }; из них уже есть в реестре событий: { $before }, не прочитано: { $failed }. Внесено событий: { $n }; не распознано и сохранено в исходном виде: { $marked }.

## Источники событий
sources-none = Источники событий ещё не зарегистрированы. Внести их: talap import sources ФАЙЛ.
sources-nobody-receives = Для этой папки данных talap up не запущен: по сети ничего не принимается, показано только то, что есть в реестре событий.
source-never = не было
source-in-order = в норме
source-awaited = ожидается первое событие
source-silent = нет событий с { $since } (допустимый перерыв — { $minutes } мин)
source-silent-ever = с регистрации ({ $since }) не пришло ни одного события (допустимый перерыв — { $minutes } мин)
source-wrong-kind = события не того вида или формата, с которым зарегистрирован источник
source-flood = поток событий выше предела { $limit } в минуту
source-clock-off = расхождение часов больше допустимых { $allowed } с
source-impossible-times = событий со временем, ошибочным более чем на год: { $n }
source-clock-behind =
    отстают на { $unit ->
        [days] { $n } сут
        [hours] { $n } ч
        [minutes] { $n } мин
       *[seconds] { $n } с
    }
source-clock-ahead =
    спешат на { $unit ->
        [days] { $n } сут
        [hours] { $n } ч
        [minutes] { $n } мин
       *[seconds] { $n } с
    }
receiver-status = { $receiver }: принято сообщений — { $received }, от незарегистрированных источников — { $unregistered }.
receiver-no-loss = Потерь нет.
receiver-loss = Потеряно: дейтаграмм, отброшенных ядром, — { $kernel }, сообщений, не поместившихся в очередь или не сохранённых, — { $queue }, отрезанных байтов — { $bytes }, отклонённых соединений — { $refused }.

## Оценка
assess-next = Обоснование: talap assess --object ID или --org ID.
assess-object-unknown = Доступного вам объекта «{ $object }» здесь нет.
assess-organisation-unknown = Доступной вам организации «{ $organisation }» здесь нет.
assess-evidence = Основание: { $evidence }{ $more ->
        [0] .
       *[other] { " " }и ещё { $more }.
    }
assess-not-applicable-hidden =
    { $n ->
        [one] Не применяется { $n } требование
        [few] Не применяются { $n } требования
       *[many] Не применяется { $n } требований
    }; причины показывает --json.
clause-sign = ЕТ
status-met = исполнено
status-not-met = не исполнено
status-unknown = неизвестно
status-not-applicable = не применяется
status-heading-met = ИСПОЛНЕНО ({ $n })
status-heading-not-met = НЕ ИСПОЛНЕНО ({ $n })
status-heading-unknown = НЕИЗВЕСТНО ({ $n })
mode-enforced = обеспечивается системой
mode-checked = проверяется по данным
mode-attested = подтверждается ответственным лицом
mode-informative = справочно
subject-organisation = организация
object-kind-information-system = информационная система
object-kind-internet-resource = интернет-ресурс
object-kind-electronic-information-resource = электронный информационный ресурс
object-kind-software = программное обеспечение
object-kind-technological-platform = технологическая платформа
object-kind-hardware-software-complex = аппаратно-программный комплекс
object-kind-network = сеть
object-kind-server-room = серверное помещение

## Таблицы
table-subject = ID
table-name = Наименование
table-kind = Вид
table-class = Класс
table-met = Исполнено
table-not-met = Не исполнено
table-unknown = Неизвестно
table-not-applicable = Не применяется
table-identity = Кто
table-role = Роль
table-organisation = Организация
table-since = С какого времени
table-by = Кем выдана
table-source = Источник
table-object = Объект
table-last-event = Последнее событие (UTC)
table-per-minute = Событий в минуту
table-clock = Часы
table-state = Состояние
query-rows =
    { $n ->
        [one] { $n } строка
        [few] { $n } строки
       *[many] { $n } строк
    }
query-rows-cut = Показаны первые строки: { $n }; есть и другие. Уточните запрос или добавьте LIMIT.
help-option-search = Искать события теми же словами, что и на странице поиска, например: user:ivanov "failed password" последние 7 дней
help-option-format-events = table (таблица), json (по строке на событие или строку ответа), csv или parquet
help-option-output = Файл, в который записать; без него ответ выводится на экран
help-option-follow = С --search: до прерывания показывать новые события по мере поступления (table или json)
table-event-seq = Номер
table-event-happened = Время
table-event-object = Объект
table-event-host = Узел
table-event-program = Программа
table-event-user = Пользователь
table-event-address = Адрес
table-event-message = Сообщение
table-event-act = Ключ действия
query-parquet-needs-file = Parquet — не текст: укажите файл в --output.
query-follow-format = С --follow новые события выводятся таблицей или в json; файл не записывается.
query-follow-sql = --follow работает только с --search: ответ на запрос SQL конечен. Чтобы следить за событиями, задайте запрос словами, как на странице поиска.
query-json-output = С --json выводится один объект. Для файла укажите --format json, csv или parquet.
query-follow-needs-up = События не поступают: с этой папкой данных Talap не запущен. Запустите «talap up» и повторите.
query-follow-stopping = «talap up» завершает работу, новых событий больше не будет. Запустите его снова и повторите.
query-output-in-data-folder = «{ $path }» находится в папке данных. Запишите файл в другую папку.
query-written = Файл «{ $path }» записан: событий — { $n }, байтов — { $bytes }.
query-written-rows = Файл «{ $path }» записан: строк — { $n }, байтов — { $bytes }.
query-broken-off = Ответ прервался, не дойдя до конца: { $cause }
query-events-cut = Показаны самые новые события: { $n }; есть и другие. Уточните поиск или запишите файл: --format csv или parquet.

## Проверка
verify-sound = Целостность реестра событий не нарушена: событий — { $events }, пакетов — { $batches }, файлов — { $files }, всё соответствует контрольной точке от { $time }.
verify-beyond = После контрольной точки поступило событий: { $n }; она их ещё не охватывает.
verify-problems = Нарушения в реестре событий: { $n }
stats-clauses = Пунктов: { $n }
stats-statements = Требований: { $n }
stats-modes = Пункты по способам исполнения: обеспечивается системой — { $enforced }, проверяется по данным — { $checked }, подтверждается ответственным лицом — { $attested }, справочно — { $informative }
stats-languages = Требований с полным текстом: на казахском — { $kk }, на русском — { $ru }, на английском — { $en }

## up
up-created = Создана папка данных { $path }. Вы ({ $user }) — её первый ответственный за информационную безопасность, администратор и регистратор.
up-opened = Папка данных { $path }.
up-recovered = После прошлой остановки из журнала упреждающей записи восстановлено событий: { $events }; отброшено неподтверждённых байтов: { $torn }.
up-step-example = Загрузка организации-примера …
up-step-verify = Проверка реестра событий …
up-step-assess = Оценка требований …
up-step-open = Открытие папки данных …
up-step-stop = Остановка: события запечатываются …
up-step-done = готово за { $seconds } с
up-example-loaded = Пример загружен: записей — { $records }, событий — { $events }.
up-receiving = Приём { $protocol } по адресу { $address }.
up-receiving-nothing = Приём событий не настроен.
up-assessed = Получено результатов оценки: { $n } (за { $millis } мс).
up-nothing-yet = Организаций пока нет. Загрузите свои: talap import organisations ФАЙЛ --data { $path }. Чтобы сначала осмотреться: talap up --example --data ДРУГАЯ-ПАПКА.
up-next = Дальше, в другом терминале: { $command }
up-running = Talap работает; остановка — Ctrl-C.
up-stopped = Остановлено; всё подтверждённое находится в реестре событий.
up-assess-failed = Периодическая оценка не удалась: { $cause }
up-verify-failed = Целостность реестра событий нарушена. Выполните «talap ledger verify --data { $path }».

## Records
help-record = Одна запись журнала учёта
help-put = Внести запись: новую или другие значения записи с этим ключом
help-void = Признать запись недействительной; она остаётся доступной для чтения вместе с причиной
help-show = Показать запись и все её изменения
help-option-reason = Почему запись недействительна
help-value-values = ПОЛЕ=ЗНАЧЕНИЕ …
help-value-key = КЛЮЧ
help-value-text = ТЕКСТ
help-argument-values = Поля журнала; пустое значение очищает поле
help-argument-key = Ключ записи
help-argument-register-records = Журнал учёта: organisations, objects, people, documents …
help-usage-put = talap record put ЖУРНАЛ КЛЮЧ --org ID ПОЛЕ=ЗНАЧЕНИЕ …
help-usage-void = talap record void ЖУРНАЛ КЛЮЧ --org ID --reason ТЕКСТ
help-usage-show = talap record show ЖУРНАЛ КЛЮЧ --org ID [--json]
record-not-a-pair = «{ $text }» записано не в виде ПОЛЕ=ЗНАЧЕНИЕ.
record-field-twice = Поле «{ $field }» указано дважды.
record-created = Запись { $record } внесена.
record-updated = Запись { $record } изменена.
record-voided = Запись { $record } признана недействительной.
record-unchanged = Запись { $record } уже содержит эти значения; изменений нет.
record-missing = В журнале «{ $register }» нет доступной вам записи «{ $key }» организации «{ $organisation }».
record-heading = { $register } «{ $key }», версия { $version }
record-is-void = {"  "}Запись недействительна.
record-change-created = {"  "}внесена { $at }, { $by }, { $event }
record-change-updated = {"  "}изменена { $at }, { $by }, { $event }
record-change-voided = {"  "}признана недействительной { $at }, { $by }, { $event }
help-report = Документы
help-report-object = Справка о состоянии объекта информатизации (PDF)
help-report-organisation = Справка о состоянии организации (PDF)
help-decree-import = Загрузить официальный текст: страницы показывают его рядом с требованиями
help-link = Создать одноразовую ссылку для учётной записи (если пароль забыт)
help-option-out = Файл, в который записать
help-option-lang-paper = Язык документа: kk, ru или en
help-argument-object = Идентификатор объекта информатизации
help-argument-organisation = Идентификатор организации
help-argument-account = Имя учётной записи
help-value-account = УЧЁТНАЯ_ЗАПИСЬ
help-usage-report-object = talap report object ID --lang ЯЗЫК --out ФАЙЛ
help-usage-report-organisation = talap report organisation ID --lang ЯЗЫК --out ФАЙЛ
help-usage-decree-import = talap decree import ФАЙЛ --lang ЯЗЫК [--as-of ДАТА]
help-usage-link = talap access link УЧЁТНАЯ_ЗАПИСЬ
config-tls-incomplete = «{ $key }»: tls_certificate и tls_key указываются только вместе
config-pages-wrong = { $key }: «{ $text }» — не адрес страниц; пример: https://talap.example.kz
config-needs-tls = «{ $key }»: { $text } — адрес за пределами этого компьютера, для него нужны tls_certificate и tls_key
decree-imported = Официальный текст принят в редакции от { $redaction }: { $clauses } { $clauses ->
        [one] пункт
        [few] пункта
       *[other] пунктов
    }. Страницы показывают его рядом с требованиями.
report-written = Документ записан в файл { $path } (размер в байтах: { $bytes }).
file-unwritable = Не удаётся записать файл { $path }: { $cause }.
access-link = Одноразовая ссылка для учётной записи { $account } (действует 24 часа): { $link }
up-pages = Страницы: { $address }
up-link = Одноразовая ссылка для входа под учётной записью { $account } и установки пароля: { $link }
report-in-data-folder = «{ $path }» находится в папке данных. Запишите документ в другую папку.

## Тексты постановления и каталог
help-applicability = Какие требования применяются к организации или объекту информатизации, почему и с какого времени
help-diff = Что изменилось между двумя официальными текстами или между текстом и каталогом; код завершения 2: отличия есть
help-decree-show = Пункт: требования и официальный текст, сейчас или на прошлую дату
help-review = Отметить новую редакцию пункта как рассмотренную
help-discrepancies = Расхождения между языковыми версиями постановления
help-search = Поиск по требованиям, глоссарию и официальным текстам
help-check = Сверить каталог с проверками и журналами учёта
help-catalog-record = Зафиксировать официальные тексты, которым соответствуют записи каталога
help-argument-files = Прежний и новый тексты; один файл сравнивается с каталогом
help-argument-clause = Пункт: 38.4
help-argument-words = Слова или начало номера пункта
help-value-files = ФАЙЛ
help-value-clause = ПУНКТ
help-value-words = СЛОВА
help-value-day = ДАТА
help-option-as-of = Дата редакции, например 2024-05-13 (если не указана — дата последнего изменяющего акта)
help-option-on = Дата, например 2026-01-31 (если не указана — сегодня)
help-option-note = Замечание рассмотревшего
help-option-kk = Официальный текст на казахском языке
help-option-ru = Официальный текст на русском языке (пока не читается)
help-option-en = Текст на английском языке
help-usage-applicability = talap applicability --object ID | --org ID [--json]
help-usage-diff = talap decree diff ПРЕЖНИЙ [НОВЫЙ] --lang ЯЗЫК [--json]
help-usage-decree-show = talap decree show ПУНКТ [--on ДАТА] [--object ID | --org ID] [--json]
help-usage-review = talap decree review ПУНКТ [--note ТЕКСТ]
help-usage-discrepancies = talap decree discrepancies [--json]
help-usage-search = talap decree search СЛОВА [--json]
help-usage-catalog-record = talap catalog record --kk ФАЙЛ [--ru ФАЙЛ] [--en ФАЙЛ] --out catalog/recorded.toml
args-subject-missing = Укажите объект (--object) или организацию (--org).
decree-day-wrong = «{ $text }» — не дата. Запишите её в виде 2026-01-31.
decree-redaction-unclear = В тексте не назван ни один изменяющий акт, поэтому дата редакции неизвестна. Укажите её в --as-of.
decree-import-unreviewed = { $n ->
        [one] { $n } пункт изложен
        [few] { $n } пункта изложены
       *[other] { $n } пунктов изложены
    } иначе, чем текст, по которому составлены записи каталога, и это ещё никем не рассмотрено. См. «talap decree diff» и «talap decree review».
decree-import-replaced = { $n ->
        [0] Текст в редакции от { $redaction } уже был загружен; отличий нет.
        [one] Он заменил загруженный ранее текст в редакции от { $redaction }: отличается { $n } пункт.
        [few] Он заменил загруженный ранее текст в редакции от { $redaction }: отличаются { $n } пункта.
       *[other] Он заменил загруженный ранее текст в редакции от { $redaction }: отличаются { $n } пунктов.
    }
decree-import-pending = Дата { $redaction } ещё не наступила: до неё действующим показывается предыдущий текст.
decree-redaction-early = Дата { $day } раньше последнего изменяющего акта, названного в тексте, либо раньше самого постановления ({ $earliest }): текст не может быть этой редакции.
decree-language-not-recorded = В каталоге нет сведений о тексте { $language ->
        [kk] на казахском языке
        [ru] на русском языке
       *[en] на английском языке
    }, по которому составлены записи. Укажите два текста для сравнения или зафиксируйте текст командой «talap catalog record».
decree-clause-unknown = Пункта { $clause } нет ни в каталоге, ни в загруженных текстах.
decree-clause-without-entry = (в каталоге ещё нет записи об этом пункте)
decree-change-added = + { $clause }  дополнен
decree-change-excluded = × { $clause }  исключён актом
decree-change-removed = - { $clause }  больше отсутствует
decree-change-reworded = ~ { $clause }  изложен в иной редакции
decree-change-renumbered = → { $clause }  изменён номер, прежний { $from }
decree-touches-statements = требования: { $names }
decree-touches-checks = проверки: { $names }
decree-touches-registers = журналы учёта: { $names }
decree-diff-count = { $n ->
        [0] Различий нет.
        [one] Отличается { $n } пункт.
        [few] Отличаются { $n } пункта.
       *[other] Отличаются { $n } пунктов.
    }
decree-discrepancy-missing = нет в тексте ({ $language })
decree-discrepancy-excluded = исключён только в тексте ({ $language })
decree-discrepancy-numbers = числа: только в тексте ({ $language }): { $one }; только в тексте ({ $second }): { $other }
decree-discrepancy-amendments = изменяющие акты: только в тексте ({ $language }): { $one }; только в тексте ({ $second }): { $other }
decree-discrepancies-need-texts = Языковые версии сравниваются, когда загружены обе: «talap decree import ФАЙЛ --lang ЯЗЫК».
decree-discrepancies-count = Расхождений: { $n }
decree-reviewed = Пункт { $clause }: новая редакция отмечена как рассмотренная, { $at }, { $by }.
decree-show-on = на { $day }
decree-show-mode = Способ исполнения: { $mode }
decree-show-unknown = неизвестно
decree-show-absent = в редакции от { $redaction } такого пункта нет
decree-show-reviewed = Текст редакции от { $redaction } рассмотрен { $at }, { $by }.
decree-show-unreviewed = Текст редакции от { $redaction } отличается от того, по которому составлена запись, и никем не рассмотрен.
decree-show-assessed = По оценке на { $at }:
decree-show-not-assessed = Состояние неизвестно: на эту дату и ранее оценки не проводились.
clause-unreviewed = Текст пункта изменён и ещё не рассмотрен.
applicability-heading-binds = Применяется: { $n }
applicability-heading-not-known = Неизвестно, пока не указаны признаки: { $n }
applicability-heading-does-not-bind = Не применяется: { $n }
applicability-since = Для этого объекта или этой организации — с { $day }
search-statement = требование
search-clause = пункт
search-term = термин
search-official = официальный текст
search-nothing = «{ $words }» не найдено. Попробуйте меньше слов или начало слова.
language-kk = казахский
language-ru = русский
language-en = английский
catalog-sound = Каталог исправен: пунктов { $clauses }, требований { $statements }; все проверки выполняются.
catalog-not-recorded = Файла recorded.toml нет или в нём нет ни одного пункта: изменения официального текста остались бы незамеченными. Создайте его командой «talap catalog record».
catalog-recorded = Тексты пунктов ({ $clauses }) зафиксированы в { $path }.
help-export = Записать каталог в виде документов OSCAL или таблицы (XLSX) для юриста
help-option-format = oscal, trestle (OSCAL для compliance-trestle) или xlsx
help-option-out-export = Папка (oscal, trestle) или файл (xlsx) для записи
help-value-format = ФОРМАТ
help-usage-export = talap catalog export --format ФОРМАТ --out ПУТЬ
catalog-exported = Записано: { $path }

## Жизнь запечатанных файлов
help-status = Что хранится в реестре событий, где и до какого срока
help-usage-status = talap ledger status [--json]
help-option-archive = Архивное хранилище реестра: file:///папка или s3://бакет/префикс (по умолчанию — из конфигурации)
help-value-url = URL
config-keeps-too-short = { $key } равно { $asked } мес., а наименьшее значение — { $least } мес.: конфигурация может продлить срок хранения событий, но не сократить его
up-tend-failed = Обслуживание запечатанных событий не удалось: { $cause }
verify-archived = Кроме того, в архивном хранилище прочитано файлов: { $n }.
verify-expired = По истечении срока хранения удалено событий: { $events }, разделов: { $partitions }; всё, что о них было подписано, остаётся в силе.
status-retention = События хранятся { $kept } мес., из них в оперативном доступе — не менее { $online } мес.
status-no-retention = Срок хранения не задан: ничего не архивируется и не удаляется.
status-events = Всего событий: { $events }, из них в журнале упреждающей записи: { $tail }.
status-online = В оперативном доступе: разделов — { $partitions }, файлов — { $files }, объём — { $size }, начиная с { $day }.
status-archived = В архивном хранилище: разделов — { $partitions }, файлов — { $files }, объём — { $size }, начиная с { $day }.
status-expired = Удалено по истечении срока хранения: разделов — { $partitions }, событий — { $events }.
status-next-expiry = Ближайшее удаление по сроку: с { $day } (разделов: { $partitions }).
status-archive-reached = Архивное хранилище { $place } отвечает.
status-archive-none = Архивное хранилище не настроено; всё остаётся в папке данных.
status-server-answers = { $purpose }, { $address }: отвечает. { $waiting }
status-server-answers-alone = { $purpose }, { $address }: отвечает.
status-server-failed = Последняя ошибка, { $at }: { $cause }
status-server-away = { $purpose }, { $address }: не отвечает с { $since }. { $cause } { $waiting }
status-server-away-alone = { $purpose }, { $address }: не отвечает с { $since }. { $cause }
status-server-unfit = { $purpose }, { $address }: неисправен с { $since }. { $cause }
status-servers-none = Серверы не используются; всё хранится в папке { $path }.
status-lease = Реестр событий ведёт узел { $node }; его аренда заканчивается { $until }, если узел её не продлит.
table-events = События
table-size = Объём
table-oldest = Самый ранний день
table-archived = В архиве
table-kept-until = Хранится до
size-bytes = { $n } Б
size-kib = { $n } КиБ
size-mib = { $n } МиБ
size-gib = { $n } ГиБ
size-tib = { $n } ТиБ
help-source = Токены источников событий
help-token = Создать токен зарегистрированного источника событий: с ним источник передаёт события по HTTP и OTLP
help-tokens = Показать токены источников событий
help-source-revoke = Отозвать токен источника событий
help-usage-source-token = talap source token ИСТОЧНИК --name ТЕКСТ [--until ДАТА] [--json]
help-usage-source-revoke = talap source revoke ID
help-value-source = ИСТОЧНИК
help-argument-source = Идентификатор зарегистрированного источника событий
help-argument-token = Идентификатор токена (его показывает talap source tokens)
help-option-name = Название токена: какая программа его использует
help-option-until = День, с которого токен недействителен, например 2027-01-01 (если не указан — бессрочно)
source-token-until-wrong = --until: «{ $text }» не дата; запишите её как 2027-01-01.
source-token-made = Токен источника событий { $source } ({ $id }). Он показывается один раз: { $token }
source-token-revoked = Токен «{ $name }» источника событий { $source } отозван.
source-token-is-good = действует
source-token-is-revoked = отозван
table-token = Токен
table-made = Создан
table-until = Действует до
table-used = Использован
config-listener-pair = { $key }: certificate и key указываются вместе
config-listener-ca-alone = { $key }: для client_ca нужны certificate и key
config-listener-revoked-alone = { $key }: для client_revoked нужен client_ca
config-listener-needs-tls = { $key }: { $text } доступен за пределами этого компьютера и требует certificate и key
config-listener-needs-ca = { $key }: { $text } доступен за пределами этого компьютера и требует client_ca для проверки сертификатов отправителей
up-connections-bounded = Система разрешает этому процессу открыть не более { $files } файлов, поэтому у каждого приёмника не более { $connections } соединений. Если нужно больше, увеличьте «ulimit -n».
## Сопоставление событий
help-mapping = Правила сопоставления, по которым определяется смысл событий
help-mapping-list = Перечислить правила сопоставления и их версии
help-explain = Показать, что получится из каждой строки файла журнала; ничего не сохраняется
help-option-format-log = Формат файла, как в журнале «sources»
help-option-source-explained = Источник событий, от имени которого разбираются строки
help-usage-explain = talap mapping explain ФАЙЛ --format ФОРМАТ [--source ID] [--json]
# The grown size.
config-stream-wrong = { $key }: «{ $text }» не может быть именем потока; используйте латинские буквы, цифры, - и _
config-replicas-wrong = { $key } должно быть от 1 до 5
config-lease-too-short = { $key } должно быть не меньше { $least }
config-two-credentials = { $key }: nkey_file и credentials_file вместе не указываются
config-needs-postgres = { $key }: при заданном grown.nats_url должна быть указана база данных PostgreSQL, поскольку записи общие для всех узлов
config-nats-url-wrong = { $key }: «{ $text }» — не адрес вида tls://nats-1:4222
config-secret-in-url = { $key }: имени пользователя и паролю не место в адресе; используйте grown.nkey_file или grown.credentials_file
config-nats-needs-tls = { $key }: { $text } находится вне этого компьютера, нужно tls:// вместо nats://
up-waits = { $cause } Talap ждёт, сам повторяет попытки через возрастающие промежутки времени и затем продолжит запуск. До этого соединения отправителей не принимаются, чтобы никому не было сообщено о сохранении того, что не сохранено. Ctrl-C останавливает работу.
up-database-there = Хранилище записей доступно; запуск продолжается.
up-stream-there = NATS доступен; запуск продолжается.
up-objects-there = Хранилище запечатанных файлов { $place } снова доступно.
up-stopped-early = Остановлено до завершения запуска; всё подтверждённое сохранено.
up-stream = События сначала поступают в поток { $stream } NATS; этот узел — { $node }.
up-stream-sync-unknown = Внимание: у серверов NATS не запрошено, записывают ли они каждое сообщение на диск до подтверждения (sync_interval: always). Без этого отключение питания может привести к утрате подтверждённых событий. Укажите адреса их мониторинга в grown.monitor_urls.
up-stream-lost = Соединение с NATS потеряно. До его восстановления события ждут у отправителей.
up-stream-silent = Серверы NATS не отвечают вовремя.
up-stream-back = Соединение с NATS восстановлено.
up-stream-server-silent = Внимание: { $cause } Talap работает без этого сервера, пока отвечает большинство серверов, и проверяет его каждые пятнадцать секунд.
up-stream-server-unfit = Неисправность: { $cause } Пока она не устранена, подтверждённые события могут быть утрачены.
up-stream-server-fit = Сервер NATS { $server } отвечает и записывает каждое сообщение на диск до его подтверждения.
up-standing-by = Реестр событий ведёт узел { $node }. Этот узел принимает события и заменит его, если тот замолчит; Ctrl-C останавливает работу.
grown-key-missing = Реестр событий начат на другом узле. Скопируйте оттуда keys/ledger.key в { $path } так, чтобы файл мог читать только владелец, и запустите снова.
grown-needs-up = Этот реестр событий ведут несколько узлов (раздел [grown] конфигурации). Выполните команду на узле, который ведёт его сейчас, пока там работает «talap up».
up-lease-taken = Теперь реестр событий ведёт этот узел (номер права на ведение — { $token }).
up-lease-over = Срок права этого узла вести реестр событий истёк: базу данных не удалось опросить вовремя, или право перешло к другому узлу. Процесс завершается, чтобы запись вёл только один узел; всё подтверждённое сохранено. Запустите Talap снова.
up-database-lost = { $cause } Этот узел продолжает принимать события: они ждут в потоке, и ничто не подтверждается как сохранённое в реестре событий, пока не сохранено в нём.
up-database-back = База данных снова отвечает.
up-lease-slips = Право вести реестр событий не удалось вовремя продлить.
up-ledger-rests = Этот узел пока перестаёт вести реестр событий. { $cause } Он продолжает принимать события: они ждут в потоке, а ведение реестра возобновится, как только это станет возможно, на этом или на другом узле. Всё подтверждённое сохранено.
up-objects-lost = Хранилище запечатанных файлов { $place } недоступно: { $cause }. Новые события принимаются, а запечатанные файлы ждут, пока хранилище не ответит.
up-objects-back = Хранилище запечатанных файлов снова отвечает; ожидающих файлов больше нет.
up-receiving-only = Этот узел только принимает события; Ctrl-C останавливает работу.
up-stopped-receiving = Остановлено; всё подтверждённое находится в потоке.
