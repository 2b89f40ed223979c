# Справки для проверяющего в формате PDF.

report-failed = Не удалось составить справку: { $cause }.

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
