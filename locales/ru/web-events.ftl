## События
web-events = Журналы событий
web-events-lead = События объектов информатизации и самого Talap. Изменить или удалить их не имеет права никто.
web-events-tail = Следить за новыми
web-events-search-hint = Все слова должны встречаться в сообщении, имени пользователя, узле, программе, адресе или исходной записи; регистр букв не важен. Само чтение тоже записывается в реестр событий.
web-events-source = Источник событий
web-events-kind = Вид источника событий
web-events-unasked = Поиск не выполнен
web-events-unasked-do = Исправьте запрос: что и где неверно, сказано выше.
web-events-unfed = Журналы событий ещё не подключены
web-events-unfed-do = Сначала зарегистрируйте источник событий. Затем загрузите файл журнала командой:
web-events-unfed-import = talap import events ФАЙЛ --source ID
web-events-unfed-syslog = Или настройте отправку сообщений по syslog: адрес задаётся в разделе [collect] файла talap.toml (syslog_udp, syslog_tcp).
web-events-unfed-sources = Источники событий
web-events-in-time = { $from } – { $to }, событий: { $n }
web-events-at = Время
web-events-origin = Узел и пользователь
web-events-user = Пользователь
web-events-address = Сетевой адрес
web-events-address-short = Адрес
web-events-message = Сообщение
web-events-not-understood = не распознано
web-events-newer = ← Более новые
web-events-older = Более ранние →
web-events-newest = Самые новые
web-events-reload = Обновить
web-events-help = Как искать
web-events-help-words-example = failed "for root"
web-events-help-words = все эти слова в любом месте; в кавычках — подряд
web-events-help-field = именно это значение; со звёздочкой на конце — начинается так
web-events-help-number = числа сравниваются; можно и severity:high
web-events-help-attribute = любые распознанные сведения по их названию или по названию в OCSF
web-events-help-without = что исключить: минус или слово not
web-events-help-or = одно или другое
web-events-help-last-example = последние 7 дней
web-events-help-last = также последние 2 ч, сегодня, вчера — на любом из трёх языков
web-events-help-period = от одного момента времени до другого по часам этой установки
web-events-help-fields = Поля: { $name }, attr.…
web-events-saved = Сохранённые запросы: { $n }
web-told-search-saved = Запрос сохранён.
web-told-search-restored = Запрос восстановлен.
web-events-saved-none = Пока ничего не сохранено. Выполните поиск и сохраните его здесь под своим названием.
web-events-saved-as = Название
web-events-saved-keep = Сохранить этот запрос
web-events-saved-delete = Удалить
web-events-saved-deleted = Сохранённый запрос удалён.
web-events-saved-undo = Вернуть
web-events-saved-name = Дайте запросу название длиной от 1 до { $limit } знаков.
web-events-saved-full = Сохранено уже { $limit } запросов вместе с запросами SQL, больше нельзя. Удалите ненужный.
web-events-saved-taken = Название «{ $name }» уже носит запрос, сохранённый вами на вкладке SQL. Выберите другое название.
web-events-found =
    { $n ->
        [one] Найдено { $n } событие
        [few] Найдено { $n } события
       *[other] Найдено { $n } событий
    }
web-events-found-cut = Найдено событий: больше { $n }; подсчёт остановлен через { $seconds } с. Чтобы сосчитать все, сузьте период.
web-events-nothing-do = Уберите одно из слов, расширьте период или посмотрите справку выше: значение поля должно совпадать полностью, если на конце нет звёздочки.
web-events-export = Скачать:
web-events-export-too-long = Найдено событий: { $n }, а в один файл помещается не более { $most }. Уточните поиск, например задайте период.
web-events-export-busy = Сейчас уже готовится несколько файлов. Повторите, когда один из них будет готов.
web-events-step = Один столбец: { $name }
web-events-step-seconds = { $n } с
web-events-step-minutes = { $n } мин
web-events-step-hours = { $n } ч
web-events-step-days = { $n } сут
web-events-as-table = В виде таблицы
web-events-many = События
web-events-facets = Частые значения
web-events-without = Без { $name }
web-events-following = Новые события показываются по мере поступления.
web-events-tail-more = Поступило больше событий, чем показано. Чтобы увидеть все, выполните поиск.
web-events-tail-over = Слежение остановлено. Чтобы продолжить, обновите страницу.
web-events-tail-from = В адресе не указано, с какого события следить. Начните слежение из списка событий.
web-events-tail-busy = Сейчас за новыми событиями следит слишком много пользователей. Повторите позже или время от времени обновляйте страницу.
web-events-ways = Способ поиска
web-events-way-words = Обычными словами

## Запросы SQL
web-sql = Журналы событий: SQL
web-sql-lead = Запросы SQL по событиям и журналам учёта в пределах ваших прав. Изменить ими ничего нельзя.
web-sql-question = Запрос SQL
web-sql-ask = Выполнить
web-sql-hint = Один оператор SELECT, не дольше минуты и не больше 256 МиБ памяти; Ctrl+Enter — выполнить. Сам запрос тоже записывается в реестр событий.
web-events-held = К этому поиску привела ссылка с другого сайта. Поиск ещё не выполнен: каждый поиск записывается в реестр событий от вашего имени. Прочитайте его и, если он вам нужен, нажмите «Найти».
web-sql-held = К этому запросу привела ссылка с другого сайта. Запрос ещё не выполнен: каждый запрос записывается в реестр событий от вашего имени. Прочитайте его и, если он вам нужен, нажмите «Выполнить».
web-sql-answer = Ответ
web-sql-rows = Строк: { $n }; время выполнения: { $seconds } с
web-sql-rows-cut = Показаны первые строки: { $n }; есть и другие. Время выполнения: { $seconds } с.
web-sql-cut-do = Уточните запрос, добавьте LIMIT или скачайте весь ответ файлом.
web-sql-nothing-do = Запрос выполнен, но ни одна строка ему не соответствует.
web-sql-export = Весь ответ:
web-sql-export-too-long = В один файл помещается не больше { $most } строк, а в ответе их больше. Уточните запрос, например задайте период.
web-sql-saved = Сохранённые запросы SQL: { $n }
web-sql-saved-none = Пока ничего не сохранено. Выполните запрос и сохраните его здесь под своим названием.
web-sql-saved-taken = Название «{ $name }» уже носит запрос, сохранённый вами на вкладке «Обычными словами». Выберите другое название.
web-sql-begin = С чего начать
web-sql-begin-do = Таблицы — это «events» (события) и журналы учёта; ниже они перечислены вместе со столбцами. Адрес страницы с ответом можно сохранить в закладках и передать другим: каждый увидит то, что позволяют его права.
web-sql-tables = Доступные вам таблицы: { $n }
web-sql-tables-hint = В таблице каждого журнала учёта, кроме собственных столбцов, есть record_id, org_id, key и changed_at.
web-sql-table-policy = Срок хранения событий
web-sql-table-partitions = Что хранится от каждого источника событий, по дням
web-sql-column-seq = Номер события; в ответе он ведёт к событию и его доказательству
web-sql-column-fault = Почему событие не распознано или получено не полностью (ключ сообщения); пусто, если событие распознано
web-sql-column-changed = Когда запись изменена в последний раз
web-sql-holds-text = текст
web-sql-holds-number = число
web-sql-holds-bool = да или нет (true, false)
web-sql-holds-date = дата
web-sql-holds-time = момент времени, UTC
web-sql-holds-bytes = байты

## Одно событие
web-event = Событие
web-event-beside = Соседние события
web-event-newer = ← Более позднее
web-event-older = Более раннее →
web-event-known = Сведения
web-event-occurred = Когда произошло (по часам источника)
web-event-received = Когда принято
web-event-host = Узел
web-event-program = Программа
web-event-act = Ключ действия
web-event-class = Класс по OCSF
web-event-class-0 = общее событие (0)
web-event-class-1001 = действие с файлами (1001)
web-event-class-1006 = запланированное задание (1006)
web-event-class-1007 = действие процесса (1007)
web-event-class-1008 = действие с журналом событий (1008)
web-event-class-2004 = обнаруженная угроза (2004)
web-event-class-3001 = изменение учётной записи (3001)
web-event-class-3002 = аутентификация (3002)
web-event-class-3003 = полномочия сеанса (3003)
web-event-class-3004 = действие с записью учёта (3004)
web-event-class-3005 = управление правами пользователей (3005)
web-event-class-3006 = управление группами (3006)
web-event-class-4001 = сетевая активность (4001)
web-event-class-4002 = HTTP-запрос (4002)
web-event-class-4003 = DNS-запрос (4003)
web-event-class-4007 = соединение SSH (4007)
web-event-class-4014 = туннель (4014)
web-event-class-5019 = изменение настроек устройства (5019)
web-event-class-6002 = запуск и остановка программы (6002)
web-event-class-6003 = обращение к API (6003)
web-event-class-6005 = обращение к базе данных (6005)
web-event-class-6008 = ошибка программы (6008)
web-event-severity = Важность
web-event-severity-unknown = не указана
web-event-severity-informational = информационная
web-event-severity-low = низкая
web-event-severity-medium = средняя
web-event-severity-high = высокая
web-event-severity-critical = критическая
web-event-severity-fatal = фатальная
web-event-attributes = Прочие распознанные сведения
web-event-raw = Исходная запись
web-event-raw-none = Исходной записи нет: это событие записал сам Talap.
web-event-raw-changed = Невидимые знаки и байты, не являющиеся текстом, показаны в виде \x00; в реестре они хранятся такими, какими пришли.
web-event-proof = Доказательство неизменности
web-event-covered = Событие охвачено контрольной точкой от { $name }.
web-event-uncovered = Событие ещё не охвачено контрольной точкой: следующая будет подписана через несколько секунд.
web-event-proof-file = Скачать доказательство этого события
web-event-proof-check = Получивший файл проверит его без подключения к сети, имея только открытый ключ реестра:
web-event-proof-command = talap ledger check-proof ФАЙЛ --key КЛЮЧ
web-event-verify = Проверяющий может проверить каждый байт реестра без подключения к сети, имея только открытый ключ:
web-event-verify-command = talap ledger verify --folder ПАПКА --key ФАЙЛ

## Виды источников событий
source-kind-os = операционная система
source-kind-dbms = система управления базами данных
source-kind-antivirus = антивирусная защита
source-kind-application = прикладное программное обеспечение
source-kind-telecom = телекоммуникационное оборудование
source-kind-ids = система обнаружения и предотвращения атак
source-kind-cms = система управления содержимым (контентом)
source-kind-talap = Talap

## Состояние источников
web-sources = Состояние источников событий
web-sources-lead = Когда от каждого источника пришло последнее событие, не замолчал ли он, верны ли его часы и что потеряно при приёме. Счётчики ведутся с запуска Talap.
web-sources-register = Журнал учёта источников
web-sources-none = Источники событий ещё не зарегистрированы
web-sources-none-do = Зарегистрируйте источник: организация, объект, вид, формат. С этого времени его события отслеживаются здесь.
web-sources-new = Зарегистрировать источник
web-sources-last = Последнее событие
web-sources-rate = Событий в минуту
web-sources-clock = Часы
web-source-confidential = конфиденциальная система
web-source-never = не было
web-source-in-order = в норме
web-source-awaited = ожидается первое событие
web-source-silent = нет событий с { $since } (допустимый перерыв — { $minutes } мин)
web-source-silent-ever = с регистрации ({ $since }) не пришло ни одного события (допустимый перерыв — { $minutes } мин)
web-source-wrong-kind = события не того вида или формата, с которым зарегистрирован источник
web-source-flood = поток событий выше предела { $limit } в минуту
web-source-clock-off = расхождение часов больше допустимых { $allowed } с
web-source-impossible = событий со временем, ошибочным более чем на год: { $n }
web-source-clock-behind =
    отстают на { $unit ->
        [days] { $n } сут
        [hours] { $n } ч
        [minutes] { $n } мин
       *[seconds] { $n } с
    }
web-source-clock-ahead =
    спешат на { $unit ->
        [days] { $n } сут
        [hours] { $n } ч
        [minutes] { $n } мин
       *[seconds] { $n } с
    }
web-receivers = Приёмники
web-receivers-hint = Чьи сообщения потеряны, неизвестно, поэтому считается, что потери касаются всех организаций.
web-receiver = Приёмник
web-receiver-received = Принято сообщений
web-receiver-unregistered = От незарегистрированных источников
web-receiver-kernel = Отброшено ядром
web-receiver-queue = Не поместилось в очередь
web-receiver-bytes = Отрезано байтов
web-receiver-refused = Отклонено соединений
web-receiver-losing = сообщения теряются

web-second = Резервное хранилище журналов
web-second-hint = Во исполнение подпункта 6) пункта 38 единых требований приём событий конфиденциальных объектов подтверждается после того, как они надёжно записаны и сюда.
web-second-none = Резервное хранилище не настроено (ledger.second_store в talap.toml): события конфиденциальных объектов хранятся в одном экземпляре.
web-second-failing = Недоступно для записи с { $since }. События конфиденциальных объектов не вносятся в реестр: при приёме через поток они ожидают в нём вместе с последующими, иначе отклоняются и остаются у отправителей, если те умеют их хранить, а остальные события принимаются.
web-second-refused = Отклонено событий с запуска Talap: { $n }.
web-second-same-disk = Находится на том же диске, что и реестр событий: повреждение диска затронет оба.
web-second-kept = Здесь есть события, которых нет в реестре. Если реестр ведёт один узел, их покажет команда «talap ledger restore --from-second-store».

## Серверы и хранилища реестра событий

web-keeping = Серверы и хранилища реестра событий
web-keeping-lead = Отвечает ли каждый сервер и каждое хранилище, что их ждёт и какой узел ведёт реестр событий. Talap проверяет это каждые пятнадцать секунд.
web-keeping-none = Серверы не используются
web-keeping-none-do = Всё хранится в папке { $path }.
web-keeping-unseen = Проверки ещё не было
web-keeping-unseen-do = Talap проверяет серверы сразу после запуска. Откройте страницу снова через несколько секунд.
web-keeping-looked = Проверено:
web-keeping-server = Сервер или хранилище
web-keeping-waiting = Ожидает
web-keeping-last = Последняя ошибка с запуска Talap
web-keeping-answers = отвечает
web-keeping-away = не отвечает с { $since }
web-keeping-unfit = неисправен с { $since }
web-keeping-some-away = Сервер или хранилище, на котором ведётся реестр событий, не отвечает или неисправно
web-keeping-records = PostgreSQL: записи
web-keeping-stream = NATS JetStream: события на пути в реестр
web-keeping-stream-server = Один из серверов NATS JetStream
web-keeping-objects = Общее для узлов хранилище запечатанных файлов
web-keeping-archive = Архивное хранилище
web-keeping-second = Резервное хранилище журналов конфиденциальных объектов
web-keeping-messages = Сообщений в потоке, ещё не запечатанных в реестре: { $n }.
web-keeping-events = Событий, ожидающих запечатывания: { $n }.
web-keeping-files = Файлов, которые пора перенести сюда: { $n }.
web-keeping-refused = Событий, отклонённых с запуска Talap из-за невозможности записи сюда: { $n }.
web-keeping-who = Кто ведёт реестр событий
web-keeping-lease = Узел { $node }. Его аренда заканчивается { $until }, если узел её не продлит; он продлевает её каждые несколько секунд.
web-keeping-lease-here = Этот узел, { $node }. Его аренда заканчивается { $until }, если узел её не продлит; он продлевает её каждые несколько секунд.
