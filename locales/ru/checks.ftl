# Причины, которые дают проверки, с решившими числами. Ключи — это reason_key из checks/*.sql.

## Работники и обучение

reason-is-unit-appointed = Определены работники, ответственные за ИБ: { $charged } (всего работников в учёте: { $people }).
reason-is-unit-not-appointed = Работников в учёте: { $people }, но ни один не отмечен как ответственный за ИБ. Создайте подразделение ИБ или определите ответственное лицо.
reason-is-training-current =
    Все ответственные за ИБ ({ $people }) прошли курсы в пределах срока ({ $limit ->
        [one] { $limit } год
        [few] { $limit } года
       *[many] { $limit } лет
    }); дата самого раннего сертификата: { $oldest }.
reason-is-training-overdue =
    Ответственных за ИБ, у которых истёк срок прохождения курсов ({ $limit ->
        [one] { $limit } год
        [few] { $limit } года
       *[many] { $limit } лет
    }): { $overdue } из { $people }. Направьте их на обучение.
reason-is-training-awaited =
    Ответственных за ИБ без сертификата: { $waiting } из { $people }. Срок ({ $limit ->
        [one] { $limit } год
        [few] { $limit } года
       *[many] { $limit } лет
    }) ещё не истёк либо не указана дата приёма на работу.
reason-training-recorded = Записей в журнале учёта обучения: { $entries }, работников: { $people }; последнее обучение завершено { $last }.
reason-training-old = Записей в журнале учёта обучения: { $entries }, но последнее обучение завершено { $last }; после { $since } записей нет.

## Документы

reason-document-in-force = Утверждённый документ уровня { $level } есть в учёте (найдено по теме: { $found }).
reason-document-not-in-force = Документ по теме найден ({ $found }), но не отнесён к уровню { $level } или не утверждён.
reason-document-missing = Среди документов в учёте ({ $documents }) нет документа по этой теме. Разработайте документ уровня { $level } и внесите его в учёт.
reason-journal-listed = Документ уровня { $level } есть в учёте (найдено по теме: { $found }).
reason-journal-other-level = Документ по теме найден ({ $found }), но не отнесён к уровню { $level }.
reason-document-levels-complete = ТД по ИБ включает все уровни: { $levels } (документов: { $documents }).
reason-document-levels-missing = В ТД по ИБ есть уровней: { $present } из { $levels } (документов: { $documents }).
reason-documents-bilingual = Все документы ({ $documents }) есть на казахском и русском языках.
reason-documents-not-bilingual = Документов, которых нет на одном из двух языков: { $lacking } из { $documents }; первый: { $first }.
reason-documents-approved = Все документы ({ $documents }) утверждены правовым актом.
reason-documents-not-approved = Документов, у которых не указаны дата или акт утверждения: { $lacking } из { $documents }; первый: { $first }.
reason-documents-communicated = Все документы ({ $documents }) доведены до сведения работников.
reason-documents-not-communicated = Документов, не доведённых до сведения работников после утверждения: { $lacking } из { $documents }; первый: { $first }.
reason-documents-revised =
    Все документы ({ $documents }) утверждены или пересмотрены в пределах срока ({ $limit ->
        [one] { $limit } год
        [few] { $limit } года
       *[many] { $limit } лет
    }); самая ранняя дата: { $oldest }.
reason-documents-not-revised =
    Документов, не пересмотренных более { $limit ->
        [one] { $limit } года
        [few] { $limit } лет
       *[many] { $limit } лет
    }: { $overdue } из { $documents }; первый: { $first }, самая ранняя дата: { $oldest }.
reason-documents-undated = Документов, у которых нет ни даты утверждения, ни даты пересмотра: { $undated } из { $documents }; первый: { $first }.
reason-topic-in-force = Утверждённый документ по этой теме есть в учёте (найдено: { $found }).
reason-topic-unapproved = Документ по теме найден ({ $found }), но не утверждён.
reason-topic-missing = Среди документов в учёте ({ $documents }) нет документа по этой теме. Разработайте его и внесите в учёт.
reason-procedure-in-force = Утверждённый документ по этой теме введён в действие (найдено: { $found }).
reason-procedure-not-in-force = Документ по теме найден ({ $found }), но не утверждён или ещё не введён в действие.
reason-violator-model-approved = Модель нарушителя есть в учёте: утверждённых документов — { $documents }, утверждённых категорий нарушителя — { $categories }, неутверждённых проектов — { $drafts }.
reason-violator-model-drafts = Модель нарушителя есть только в проектах ({ $drafts }), утверждённой нет. Утвердите модель и внесите дату.
reason-violator-model-missing = В учёте нет ни документа о модели нарушителя, ни категорий нарушителя. Разработайте модель и внесите её.
reason-document-level-missing = Среди документов в учёте ({ $documents }) нет ни одного утверждённого документа уровня { $level } (найдено этого уровня: { $found }), значит, нет и этого документа. Разработайте его и внесите в учёт.
reason-document-level-not-communicated = Среди документов в учёте ({ $documents }) нет ни одного документа уровня { $level }, доведённого до сведения работников (найдено этого уровня: { $found }), значит, не доведена и инструкция.
reason-cable-log-missing = Среди документов в учёте ({ $documents }) нет журнала учёта кабельных соединений. Заведите его и внесите в учёт.

## Активы

reason-assets-inventoried = В учёте объектов: { $objects }, наименований ПО: { $software }; последнее изменение: { $last }.
reason-assets-nameless = Объектов, у которых нет наименования на казахском или русском языке: { $nameless } из { $objects }; по перечню их не опознать.
reason-assets-without-objects = В учёте есть ПО (наименований: { $software }), но нет ни одного объекта информатизации.
reason-assets-classified = Класс указан для всех объектов в учёте ({ $objects }).
reason-assets-unclassified = Объектов в учёте, для которых класс не указан: { $lacking } из { $objects }; первый: { $first }.
reason-class-determined = Класс, указанный в учёте: { $class }.
reason-class-missing = ПО внесено в учёт без указания класса. Определите класс и укажите его.

## Журналы событий

reason-logs-arrive = События поступают от всех источников событий этого вида ({ $sources }): с { $since } UTC получено событий: { $events }, последнее { $last } UTC.
reason-logs-silent = Источников событий этого вида, молчащих дольше допустимого (если в журнале учёта не указано иное — с { $since } UTC): { $silent } из { $sources }; первый: { $first }. Проверьте источник и отправку журнала.
reason-logs-wrong-kind = Источников этого вида, события которых не соответствуют указанному виду или формату: { $wrong } из { $sources }; первый: { $first }. Сверьте запись в журнале учёта с журналом событий, который отправляет источник.
reason-logs-awaited = Источников этого вида, от которых ожидаются события: { $awaited } из { $sources }; первый: { $first }. Talap наблюдал за ними недостаточно долго, чтобы признать их молчащими.
reason-log-time-in-step = Время всех источников событий ({ $sources }) согласовано: наибольшее расхождение { $largest } с при допуске { $tolerance } с (сравнено событий: { $events }).
reason-log-time-out-of-step = Источников событий, у которых расхождение времени больше допуска { $tolerance } с (наибольшее { $largest } с): { $off } из { $sources }; первый: { $first }. Настройте синхронизацию времени.
reason-log-time-impossible = Источников, от которых пришли события со временем, ошибочным более чем на год: { $impossible } из { $sources }; первый: { $first }. Установите его часы и настройте синхронизацию времени.
reason-event-logs-kept =
    Журнал хранится с { $since } без пропущенных месяцев и охватывает весь срок: { $limit ->
        [one] { $limit } год
        [few] { $limit } года
       *[many] { $limit } лет
    } (событий: { $events }).
reason-event-logs-young =
    Журнал ведётся только с { $since }, поэтому хранение в течение срока ({ $limit ->
        [one] { $limit } год
        [few] { $limit } года
       *[many] { $limit } лет
    }) ещё не подтверждено (событий: { $events }).
reason-event-logs-gaps =
    Журнал хранится с { $since }, но за срок ({ $limit ->
        [one] { $limit } год
        [few] { $limit } года
       *[many] { $limit } лет
    }) есть месяцы без событий: { $empty }. Выясните причину.
reason-event-logs-no-policy = В реестре событий не подписан срок хранения в { $limit ->
        [one] { $limit } год
        [few] { $limit } года
       *[many] { $limit } лет
    }, поэтому сохранность журнала, который ведётся с { $since }, не гарантирована. Запустите Talap со сроками, установленными в каталоге.
reason-event-logs-damaged = Последняя проверка реестра событий не пройдена: целостность журнала, хранимого с { $since }, может быть нарушена. Изучите результат проверки.
reason-event-logs-online-archived = Часть дней последних { $limit ->
        [one] { $limit } месяца
        [few] { $limit } месяцев
       *[many] { $limit } месяцев
    } находится в архивном хранилище, а не в оперативном доступе. Увеличьте ledger.online_months или верните их.
reason-event-logs-online =
    Журнал находится в оперативном доступе за весь срок ({ $limit ->
        [one] { $limit } месяц
        [few] { $limit } месяца
       *[many] { $limit } месяцев
    }): прочитано событий: { $events }, журнал ведётся с { $since }.
reason-event-logs-online-young =
    Журнал ведётся только с { $since }; срок ({ $limit ->
        [one] { $limit } месяц
        [few] { $limit } месяца
       *[many] { $limit } месяцев
    }) ещё не прошёл (прочитано событий: { $events }).
reason-event-logs-online-empty =
    Журнал ведётся с { $since }, но за последний срок ({ $limit ->
        [one] { $limit } месяц
        [few] { $limit } месяца
       *[many] { $limit } месяцев
    }) в нём нет ни одного события, поэтому проверить доступность не на чем.
reason-sources-report = События поступают от всех источников ({ $sources }): с { $since } UTC получено событий: { $events }, последнее { $last } UTC.
reason-sources-silent = Источников событий, молчащих дольше допустимого (если в журнале учёта не указано иное — с { $since } UTC): { $silent } из { $sources }; первый: { $first }. Проверьте источник и отправку журнала.
reason-sources-wrong-kind = Источников, события которых не соответствуют указанному виду или формату: { $wrong } из { $sources }; первый: { $first }. Сверьте запись в журнале учёта с журналом событий, который отправляет источник.
reason-sources-awaited = Источников, от которых ожидаются события: { $awaited } из { $sources }; первый: { $first }. Talap наблюдал за ними недостаточно долго, чтобы признать их молчащими.
reason-events-lost = При приёме терялись события: потерь без объяснения — { $losses }, последняя { $lost } UTC. Устраните причину и укажите в журнале подтверждений, что было потеряно (требование security-events-recorded).
reason-log-formats-wrong = Источников, события которых не соответствуют указанному формату или виду: { $wrong }; первый: { $first } (замечено { $told } UTC).
reason-objects-without-sources = События поступают от всех источников ({ $sources }), но у эксплуатируемых объектов ({ $objects }) источников событий нет; первый: { $first }. Зарегистрируйте их источники.
reason-requests-recorded = С { $since } UTC зарегистрировано обращений: { $events }, последнее { $last } UTC.
reason-privileged-recorded = С { $since } UTC зарегистрировано действий с правами других учётных записей: { $events }, выполнивших их учётных записей: { $users }; последнее действие { $last } UTC.
reason-access-recorded = С { $since } UTC зарегистрировано попыток входа: успешных { $succeeded }, неуспешных { $failed }; последняя { $last } UTC.
reason-cms-changes-recorded = Записей об изменениях в журнале системы управления контентом с { $since } UTC: { $events }, последняя { $last } UTC.
reason-user-actions-arrive = События с именем пользователя поступают от всех эксплуатируемых систем ({ $objects }): с { $since } UTC получено { $events }, последнее { $last } UTC.
reason-maintenance-recorded = Журналы поступают от всех эксплуатируемых объектов ({ $objects }); записей о действиях персонала с правами администратора с { $since } UTC: { $events }, последняя { $last } UTC.

## Реестр событий

reason-ledger-verified = Реестр событий проверен { $verified } UTC, изменений не найдено (событий организации: { $events }).
reason-event-logs-unchangeable = Ни одна роль не даёт права изменять, удалять или отключать собранные события (событий: { $events }; выданных ролей: { $granted }); реестр событий проверен { $verified } UTC, изменений не найдено.
reason-ledger-proof-old =
    Последняя проверка реестра событий ({ $verified } UTC) проведена более { $limit ->
        [one] { $limit } дня
        [few] { $limit } дней
       *[many] { $limit } дней
    } назад. Запустите проверку (собрано событий: { $events }).
reason-ledger-unverified = Реестр событий ещё не проверялся. Запустите проверку (собрано событий: { $events }).
reason-ledger-damaged = Последняя проверка реестра событий не пройдена (последняя успешная: { $verified } UTC; событий: { $events }). Изучите результат и зарегистрируйте инцидент ИБ.
reason-object-logs-protected = В реестре событий хранится событий объекта: { $events }; реестр проверен { $verified } UTC, изменений не найдено.
reason-object-logs-stopped = Последнее событие объекта получено { $last } UTC: его журнал больше не поступает (собрано событий: { $events }). Проверьте источники.
reason-requests-kept = Сведения об обращениях хранятся с { $since } UTC (записей: { $events }); реестр событий проверен { $verified } UTC, изменений не найдено.
reason-authentications-kept = Сведения об аутентификации хранятся с { $since } UTC (записей: { $events }); реестр событий проверен { $verified } UTC, изменений не найдено.

## Защита при эксплуатации

reason-tool-reports = Средств, от которых поступают события: { $reporting } из { $tools }; с { $since } UTC получено событий: { $events }, последнее { $last } UTC.
reason-tool-silent = Ни от одного из зарегистрированных средств ({ $tools }) с { $since } UTC нет событий: средство могло быть отключено, либо сообщать было не о чем. Проверьте его.
reason-tools-in-use = Средства этого вида, которые защищают объект: { $found }, например { $first }; последний ввод или последняя проверка: { $last } (всего средств в учёте: { $tools }).
reason-tools-lacking = Среди средств в учёте ({ $tools }) нет применяемого на объекте средства этого вида. Введите средство в эксплуатацию и внесите его в учёт.

## Журналы учёта

reason-visits-recorded = Записей в журнале посещений: { $visits }, все заполнены полностью; последняя { $last } UTC.
reason-visits-incomplete = Записей журнала, в которых не указаны цель или сопровождающий стороннего посетителя: { $incomplete } из { $visits }.
reason-visits-old = Записей в журнале посещений: { $visits }, но последняя сделана { $last } UTC; после { $since } UTC записей нет.
reason-backups-recorded = С { $since } UTC учтено резервных копирований: { $backups }, из них неуспешных: { $failed }; последнее { $last } UTC.
reason-backups-failed = С { $since } UTC нет ни одного успешного резервного копирования (учтено: { $backups }, неуспешных: { $failed }).
reason-backups-old = Последнее резервное копирование учтено { $last } UTC; после { $since } UTC записей нет.
reason-backups-tested = Протестировано резервных копий: { $tested } из { $backups }; последнее тестирование { $last }, успешно.
reason-backups-untested = Ни одна из резервных копий в журнале ({ $backups }) не протестирована.
reason-backup-test-failed = Последнее тестирование резервной копии { $last } неуспешно (всего тестирований: { $tested }). Создайте копию заново и протестируйте её.
reason-backup-test-without-result = Результат последнего тестирования резервной копии от { $last } не записан.
reason-backup-tests-old = Последнее тестирование резервной копии проведено { $last }; после { $since } тестирований нет.

## Программное обеспечение

reason-software-known = Все наименования ПО ({ $titles }) инвентаризированы после { $since }; самая ранняя дата: { $oldest }.
reason-software-old = Наименований ПО, которые не инвентаризированы после { $since } или не имеют количества: { $old } из { $titles }; самая ранняя дата: { $oldest }.
reason-software-rights-known = На всё используемое ПО (наименований: { $titles }) есть действующие лицензии.
reason-software-rights-lacking = Наименований используемого ПО, на которые в учёте нет действующей лицензии: { $lacking } из { $titles }; первое: { $first }. Внесите и лицензии на свободное ПО.
reason-licences-none = В учёте наименований ПО: { $titles }, но нет ни одной лицензии.
reason-licences-sufficient = С лицензиями сопоставлено наименований ПО: { $titles }; превышения нет.
reason-licences-short = Наименований ПО, у которых копий больше, чем лицензий: { $short } из { $titles }, всего копий сверх лицензий: { $copies }; первое: { $first }.
reason-software-uncounted = Наименований ПО, у которых не указано количество используемых копий: { $uncounted } из { $titles }; сопоставить их с лицензиями нельзя.

## Этапы и аудит

reason-trial-within-limit =
    Опытная эксплуатация началась { $since } и учтена по { $until }; предельный срок ({ $limit ->
        [one] { $limit } год
        [few] { $limit } года
       *[many] { $limit } лет
    }) истекает { $latest }.
reason-trial-too-long =
    Опытная эксплуатация длилась с { $since } по { $until }; предельный срок ({ $limit ->
        [one] { $limit } год
        [few] { $limit } года
       *[many] { $limit } лет
    }) истёк { $latest }.
reason-trial-end-unknown = Опытная эксплуатация началась { $since }, но дата ввода в промышленную эксплуатацию не указана; предельный срок: { $latest }.
reason-monitoring-connected = Объект подключён к системе мониторинга (подтверждено { $stated }); введён в эксплуатацию { $commissioned }, предельный срок подключения: { $latest }.
reason-monitoring-due = Объект введён в эксплуатацию { $commissioned }; подключить его к системе мониторинга нужно не позднее { $latest }, подключение пока не подтверждено.
reason-monitoring-not-connected = По состоянию на { $stated } объект не подключён к системе мониторинга; срок подключения истёк { $latest } (введён в эксплуатацию { $commissioned }).
reason-monitoring-unproved = Срок подключения к системе мониторинга истёк { $latest } (объект введён в эксплуатацию { $commissioned }), но действующего подтверждения нет.
reason-audit-current = Аудит ИБ проведён { $last } (всего аудитов: { $audits }); следующий нужно провести не позднее { $latest }.
reason-audit-overdue =
    Последний аудит ИБ проведён { $last }, прошло более { $limit ->
        [one] { $limit } года
        [few] { $limit } лет
       *[many] { $limit } лет
    }: следующий требовалось провести не позднее { $latest }.
reason-audit-never = Аудит ИБ ни разу не проводился; его требовалось провести не позднее { $latest }.
reason-audit-awaited = Записей об аудите ИБ нет; срок проведения: { $latest } (прочерк — не указана дата ввода в эксплуатацию).
reason-event-logs-unverified = Журналы событий охватывают нужный срок, но ни одна проверка реестра событий ещё не пройдена.
reason-listed-term-runs = Владелец включён в перечень { $listed }; срок исполнения истекает { $latest }, исполнение пока не подтверждено.

## Работники, соглашения, оперативный центр и свидетельства

reason-work-recorded = Записей начиная с { $since }: { $entries }; последняя — от { $last }.
reason-training-organised = Проведено мероприятий по обучению начиная с { $since }: { $entries }, обучено работников: { $people }; последнее — { $last }.
reason-obligations-kept = По всем работникам ({ $people }) учтён действующий документ с обязанностями по ИБ.
reason-obligations-lacking = Работников без действующего документа с обязанностями по ИБ: { $lacking } из { $people }; табельный номер первого: { $first }. Дополните документы и внесите их в журнал.
reason-access-revoked = По всем кадровым изменениям ({ $changes }) права доступа аннулированы; из них с опозданием: { $late }.
reason-access-not-revoked = Кадровых изменений, по которым права аннулированы не полностью: { $lacking } из { $changes }; прав, оставшихся у уволенных: { $rights }; табельный номер первого: { $first }. Аннулируйте права.
reason-agreements-set-conditions = Во всех действующих соглашениях ({ $agreements }) установлены условия работы, доступа или использования; последнее действует до { $last }.
reason-agreements-lack-conditions = Действующих соглашений без условий работы, доступа или использования: { $lacking } из { $agreements }; первое: { $first }.
reason-agreements-set-liability = Во всех действующих соглашениях ({ $agreements }) установлена ответственность за нарушение; последнее действует до { $last }.
reason-agreements-lack-liability = Действующих соглашений без ответственности за нарушение: { $lacking } из { $agreements }; первое: { $first }.
reason-agreements-regulate-security = Во всех действующих соглашениях о гарантийном обслуживании ({ $agreements }) вопросы ИБ регламентированы; последнее действует до { $last }.
reason-agreements-lack-security = Действующих соглашений о гарантийном обслуживании, где вопросы ИБ не регламентированы: { $lacking } из { $agreements }; первое: { $first }.
reason-agreements-ended = Действующих соглашений нет: последнее из учтённых действовало до { $last }.
reason-warranty-risks-assessed = По всем действующим соглашениям о гарантийном обслуживании ({ $agreements }) риски ИКТ оценены после { $since }; самая ранняя оценка — { $oldest }.
reason-joint-agreement-in-force = Действующих договоров совместных работ по ИБ: { $agreements }; последний действует до { $last } (прочерк — бессрочно).
reason-centre-works = Работающих оперативных центров: { $centres } ({ $name }); срок договора: { $last } (прочерк — бессрочно).
reason-centre-ended = Работающего оперативного центра нет: последний работал до { $last }. Продлите договор или внесите новый центр.
reason-centre-interacts = Оперативный центр ({ $name }) взаимодействует с Национальным координационным центром информационной безопасности с { $since }.
reason-national-requests-met = Все запросы государственной технической службы ({ $requests }) исполнены; последний — { $last }.
reason-national-requests-overdue = Просроченных запросов государственной технической службы: { $overdue } из { $requests }; первый: { $first }.
reason-logs-joined = Системы журналирования подключены к средствам Национального координационного центра с { $since }.
reason-logs-cut = Системы журналирования отключены от средств Национального координационного центра { $cut } и заново не подключены.
reason-logs-request-overdue = Запросов о подключении систем журналирования, не исполненных в срок: { $overdue }.
reason-profile-approved = Все документы этого вида для объекта ({ $documents }) утверждены; первый: { $first }, последняя дата утверждения: { $last }.
reason-certificates-not-accredited = Действующих регистрационных свидетельств неаккредитованного удостоверяющего центра: { $lacking } из { $certificates }; первое: { $first }. Замените их.
reason-authority-accredited = Удостоверяющий центр аккредитован; срок: { $until } (прочерк — бессрочно).
reason-authority-not-accredited = Аккредитация удостоверяющего центра не действует; указанный срок: { $until }.
reason-authority-trusted = Регистрационные свидетельства признаны в доверенных списках с { $since }.
reason-authority-placed = Регистрационное свидетельство размещено в доверенной третьей стороне Республики Казахстан { $since }.

## Документы, риски, инциденты и защита объектов

reason-instruction-communicated = Инструкция для пользователей доведена до сведения работников после утверждения (документов в учёте: { $documents }).
reason-instruction-not-communicated = Инструкция для пользователей есть в учёте, но не доведена до сведения работников после утверждения. Ознакомьте их с ней и укажите дату.
reason-catalogue-kind-missing = В каталоге угроз записей: { $entries }, но ни одной записи этого вида нет. Проведите идентификацию рисков и дополните каталог.
reason-threats-sourceless = Угроз в каталоге, у которых не указан источник: { $sourceless } из { $found }. Укажите источники.
reason-catalogue-covers = Записей этого вида в каталоге: { $found }, они охватывают все объекты ({ $assets }); последняя выявлена или пересмотрена { $last }.
reason-risks-not-assessed = Рисков, у которых не указаны вероятность, тяжесть последствий или дата оценки: { $lacking } из { $risks }; первый: { $first }. Оцените их.
reason-risks-without-measures = Рисков, для которых в плане обработки нет ни одного мероприятия: { $unplanned } из { $risks }; первый: { $first }. Дополните план.
reason-measures-not-approved = Рисков, мероприятия по которым не утверждены правовым актом: { $lacking } из { $risks }; первый: { $first }. Утвердите план.
reason-treatment-approved = Для всех рисков, подлежащих обработке ({ $risks }), в плане есть утверждённые мероприятия.
reason-continuity-plans-in-force = Действующих планов обеспечения непрерывной работы: { $in_force } (всего в учёте: { $plans }).
reason-continuity-plans-lacking = В учёте планов обеспечения непрерывной работы: { $plans }, но ни один не утверждён или все утратили силу. Утвердите план.
reason-continuity-untested = Действующих планов, которые после утверждения не тестировались: { $untested } из { $plans }; первый: { $first }. Проведите тестирование.
reason-continuity-test-overdue = Все действующие планы ({ $plans }) тестировались, но планов, у которых прошла назначенная дата очередного тестирования: { $overdue }; первый: { $first }. Последнее тестирование проведено { $last }.
reason-continuity-tested = Все действующие планы ({ $plans }) тестировались; последнее тестирование проведено { $last }.
reason-critical-events-registered = Все критичные события ({ $events }) зарегистрированы в службе реагирования на компьютерные инциденты; последнее обнаружено { $last } UTC.
reason-critical-events-unregistered = Критичных событий, у которых не указаны время или номер регистрации в службе реагирования на компьютерные инциденты: { $lacking } из { $events }; первое: { $first }. Зарегистрируйте их.
reason-critical-events-catalogued = Все критичные события ({ $events }) учтены в каталоге угроз; последнее обнаружено { $last } UTC.
reason-critical-events-uncatalogued = Критичных событий, не связанных с записью каталога угроз: { $lacking } из { $events }; первое: { $first }. Учтите их в каталоге.
reason-critical-event-fresh = Критичных событий, по которым это ещё не сделано, но время на исполнение не истекло: { $lacking } из { $events }; первое: { $first }.
reason-multifactor-used = Все способы доступа к объекту ({ $ways }) используют многофакторную аутентификацию, в том числе с цифровым сертификатом; самая ранняя проверка настроек: { $checked }.
reason-multifactor-lacking = Способов доступа к объекту без многофакторной аутентификации: { $lacking } из { $ways }. Введите второй фактор.
reason-crypto-bare = Хранилищ и каналов объекта с защищаемой информацией, на которых СКЗИ не применяется: { $bare } из { $entries }; требуется уровень безопасности { $level }.
reason-crypto-low = Хранилищ и каналов объекта, на которых уровень безопасности СКЗИ ниже { $level }: { $low } из { $entries }; наименьший уровень: { $lowest }. Замените средства.
reason-crypto-unproved = Хранилищ и каналов объекта, на которых уровень СКЗИ не указан либо сертификат отсутствует или истёк: { $unproved } из { $entries }; самый ранний срок: { $until }. Требуется уровень { $level }.
reason-crypto-level-met = На всех хранилищах и каналах объекта ({ $entries }) применяются СКЗИ уровня безопасности не ниже { $level }; сертификаты действуют, самый ранний истекает { $until }.
reason-reserve-room = Составляющих объекта, для которых учтён резерв: { $reserved } из { $parts }; резервное серверное помещение: { $room }, последний осмотр { $last }.
reason-reserve-none = Ни одна из учтённых составляющих объекта ({ $parts }) не резервируется (последний осмотр { $last }). Обеспечьте резервное серверное помещение.
reason-reserve-wrong = Составляющих объекта, которые не резервируются требуемым способом: { $lacking } из { $parts } (последний осмотр { $last }). Измените резервирование или обновите запись.
reason-reserve-proper = Все учтённые составляющие объекта ({ $parts }) резервируются требуемым способом; последний осмотр { $last }.
reason-keys-destroyed = Все скомпрометированные ключи ({ $keys }) заблокированы и уничтожены.
reason-keys-not-destroyed = Скомпрометированных ключей: { $keys }, из них не заблокировано: { $unblocked }, не уничтожено: { $undestroyed }; первый: { $first }. Заблокируйте и уничтожьте их.
reason-keys-on-server = Все ключи шифрования объекта ({ $keys }) хранятся на выделенном сервере достаточного уровня безопасности.
reason-keys-not-on-server = Ключей шифрования, которые хранятся не на выделенном сервере или на сервере недостаточного уровня безопасности: { $wrong } из { $keys }; первый: { $first }.
reason-changes-recorded = Изменений настроек, записанных в журнале с { $since } UTC: { $entries }; последнее внесено { $last } UTC.
reason-figures-controlled = Показателей, записанных в журнале с { $since } UTC: { $entries }, из них выше порога: { $exceeded }, меры приняты по всем; последнее измерение { $last } UTC.
reason-figures-unanswered = Показателей выше порога, по которым не указаны принятые меры: { $unanswered } из { $exceeded } (записей с { $since } UTC: { $entries }).
reason-incident-process-current =
    Процедура реагирования на инциденты актуализирована { $last }; следующую актуализацию нужно провести не позднее { $latest } (срок: { $limit ->
        [one] { $limit } месяц
        [few] { $limit } месяца
       *[many] { $limit } месяцев
    }).
reason-incident-process-overdue =
    Процедура реагирования на инциденты актуализирована { $last }, прошло более { $limit ->
        [one] { $limit } месяца
        [few] { $limit } месяцев
       *[many] { $limit } месяцев
    }: следующую актуализацию требовалось провести не позднее { $latest }.
reason-standard-met = По оценке от { $assessed } система соответствует стандарту; следующая оценка — не позднее { $next }.
reason-standard-not-met = По оценке от { $assessed } система не полностью соответствует стандарту, и несоответствия не устранены. Устраните их и проведите оценку повторно.

## Активы, оборудование и жизненный цикл объекта

reason-assets-marked = Все активы в учёте ({ $assets }) промаркированы.
reason-assets-unmarked = Активов без даты маркировки: { $lacking } из { $assets }; первый: { $first }. Промаркируйте их и внесите дату.
reason-assets-assigned = Все активы в учёте ({ $assets }) закреплены за действующими работниками.
reason-assets-unassigned = Активов, которые ни за кем не закреплены или числятся за уволенным: { $lacking } из { $assets }; первый: { $first }. Закрепите их.
reason-equipment-checked = Все устройства в учёте ({ $devices }) проверены после { $since }; самая ранняя проверка: { $oldest }.
reason-equipment-unchecked = Устройств, конфигурация которых не проверялась: { $lacking } из { $devices }; первое: { $first } (самая ранняя проверка остальных: { $oldest }).
reason-equipment-check-old = Проверены все устройства ({ $devices }), но не все после { $since }; самая ранняя проверка: { $oldest }.
reason-media-unidentified = Носителей информации без уникального идентификатора или без проверки: { $lacking } из { $devices }; первый: { $first }.
reason-hardware-fits = Все устройства в учёте ({ $devices }) отвечают этому требованию.
reason-hardware-lacks = Устройств, не отвечающих этому требованию: { $lacking } из { $devices }; первое: { $first }.
reason-tests-in-time = Результаты испытаний, проведённых до { $until }, положительные (всего испытаний в учёте: { $tests }); последнее: { $entry } от { $last }.
reason-tests-failed = Результат испытания { $entry } от { $last } отрицательный, последующего положительного до { $until } в учёте нет (всего испытаний в учёте: { $tests }).
reason-tests-late = Ни одно из испытаний в учёте ({ $tests }) не проведено до { $until }; последнее: { $entry } от { $last }.
reason-defects-removed = Все выявленные недостатки ({ $defects }) устранены.
reason-defects-overdue = Недостатков с истёкшим сроком устранения: { $overdue } из { $defects } (не устранено всего: { $open }); первый: { $first }.
reason-defects-open = Ещё не устранено недостатков: { $open } из { $defects }; первый: { $first }. Назначенный срок не истёк.
reason-paper-on-record = Документ есть в учёте: { $number } от { $day } (запись: { $entry }).
reason-paper-missing = В записи { $entry } нет номера или даты документа (номер: { $number }, дата: { $day }). Оформите документ и внесите его.
reason-paper-late = Документ { $number } подписан { $day }, позже, чем требовалось (запись: { $entry }).
reason-trial-passed = Опытная эксплуатация ({ $entry }) положительно завершена { $ended }; объект введён { $commissioned }.
reason-trial-not-passed = Объект введён { $commissioned }, но положительного завершения опытной эксплуатации ({ $entry }) до этого дня в учёте нет (завершена: { $ended }).
reason-executables-received = Исполняемый код получен { $received } (исходный передан { $sent }); объект введён { $commissioned }.
reason-executables-missing = Исходный код передан { $sent }, но исполняемый код от государственной технической службы в учёте не значится (получен: { $received }); объект введён { $commissioned }.
reason-executables-late = Исполняемый код получен только { $received }, после ввода объекта { $commissioned } (исходный передан { $sent }).
reason-warranty-enough = Гарантия разработчика действует с { $since } по { $until }; требуется не менее чем по { $least } (объект введён { $commissioned }).
reason-warranty-short = Гарантия разработчика действует только с { $since } по { $until }, а требуется с { $commissioned } не менее чем по { $least }.
reason-move-recorded = Перевод зафиксирован { $day } (документ: { $entry }).
reason-criteria-missing = В записи { $entry } нет документа с критериями приёмки, его даты или согласовавших (документ: { $number }, дата: { $day }).
reason-system-conserved = По решению { $entry } система на консервации: акта списания в учёте нет (номер: { $number }, дата: { $day }).
reason-plan-agreed = Органы, которые пользуются системой, согласовали план { $day } (решение: { $entry }).
reason-plan-not-agreed = В решении { $entry } нет даты согласования плана или названий органов, которые пользуются системой (дата: { $day }).
reason-end-notified = Сервисный интегратор уведомлён { $integrator }, на портале опубликовано { $portal } (решение: { $entry }).
reason-end-not-notified = По решению { $entry } уведомление неполное: сервисный интегратор — { $integrator }, архитектурный портал — { $portal } (прочерк — дата не указана).
reason-media-destroyed = Все носители информации объекта ({ $media }) физически уничтожены по акту; последний — { $last }.
reason-media-not-destroyed = Носителей информации, которые не уничтожены, только стёрты или не имеют акта: { $lacking } из { $media }; первый: { $first } (последнее уничтожение: { $last }).
reason-media-awaited = Ожидают уничтожения носителей информации: { $lacking } из { $media }; первый: { $first }. Назначенный срок не истёк (последнее уничтожение: { $last }).
reason-archive-complete = Ресурсы, техническая документация и исходные коды переданы в архив (частей: { $parts }).
reason-archive-incomplete = В архив передано не всё: из ресурсов, документации и исходных кодов передано частей { $parts }; срок передачи: { $until } (прочерк — передача не запланирована).
reason-archive-awaited = В архив передано частей: { $parts }; срок передачи остальных истекает { $until }.
reason-placed-in-country = Все места размещения в учёте ({ $places }) находятся на территории Республики Казахстан.
reason-placed-abroad = Мест размещения за пределами Республики Казахстан или с управлением извне: { $abroad } из { $places }; первое: { $first }.
reason-place-unsaid = Не установлено, где находятся серверы: { $abroad } из { $places } сервисов; первый — { $first }. Установите и внесите.
reason-personal-data-kept = Персональные данные хранятся после достижения цели: записей { $kept } из { $records }; первая: { $first }, самая ранняя дата достижения цели: { $since }. Уничтожьте данные и оформите акт.
reason-purchases-trusted = Закупки с { $since } ({ $purchases }) проведены с учётом реестра доверенного ПО.
reason-purchases-outside-register = Закупок вне реестра при наличии в нём продукции или без отметки о выборе: { $lacking } из { $purchases } с { $since }; первая: { $first }.
reason-purchases-unsaid = Закупок с неполными сведениями: { $lacking } из { $purchases } с { $since }; первая: { $first }. Дополните запись.
reason-purchases-with-conclusion = Во всех закупках, запланированных с { $since } ({ $purchases }), учтено заключение уполномоченного органа.
reason-purchases-without-conclusion = Закупок без заключения уполномоченного органа или без его учёта: { $lacking } из { $purchases } с { $since }; первая: { $first }.
reason-acceptance-passed = По передаче { $entry } это выполнено { $day }, результат положительный.
reason-acceptance-failed = По передаче { $entry } результат отрицательный ({ $day }). Потребуйте от разработчика полный комплект.
reason-acceptance-not-done = По передаче { $entry } выполнение этой процедуры в учёте не значится (дата: { $day }).

## Журналы сетей, серверных помещений и оборудования

reason-entries-keeping = Записей учёта: { $entries }, все отвечают требованию; самая ранняя дата в них: { $oldest }.
reason-entries-breaking = Записей учёта, в которых требование нарушено: { $breaking } из { $entries }; первая: { $first }. Устраните нарушение и обновите запись.
reason-yearly-done =
    Последний раз исполнено { $last }; ежегодный срок ({ $limit ->
        [one] { $limit } год
        [few] { $limit } года
       *[many] { $limit } лет
    }) соблюдён.
reason-yearly-due =
    Последний раз исполнено { $last }, с тех пор прошло не менее { $limit ->
        [one] { $limit } года
        [few] { $limit } лет
       *[many] { $limit } лет
    }. Исполните до конца этого года.
reason-yearly-late = Последний раз исполнено { $last }; ни в прошлом, ни в этом календарном году ежегодная обязанность не исполнена.
reason-domain-in-state-zones = Доменные имена зарегистрированы в обеих зонах — gov.kz и мем.қаз (всего имён: { $names }), например { $first }.
reason-domain-outside-state-zones = Действующие доменные имена ресурса ({ $names }) находятся вне зон gov.kz и мем.қаз; первое: { $first }.
reason-certificates-in-force = На каждое доменное имя ({ $names }) есть действующий сертификат безопасности; ближайший срок: { $until }.
reason-certificates-expired = Доменных имён без действующего сертификата безопасности: { $lacking } из { $names }; первое: { $first }. Замените сертификат.
reason-scheme-current = Утверждённая схема сверена с сетью { $last }; последнее изменение сети: { $changed } (всего схем: { $schemes }).
reason-scheme-outdated = Схема сверена с сетью { $last }, но { $changed } сеть изменилась (всего схем: { $schemes }). Актуализируйте схему.
reason-scheme-not-approved = Среди учтённых схем ({ $schemes }) нет ни одной утверждённой и действующей.
reason-door-size-kept = Дверь шириной { $width } м и высотой { $height } м; требуется не менее { $least_width } м и { $least_height } м (акт { $act } от { $day }).
reason-door-size-lacking = Дверь меньше требуемой: ширина { $width } м, высота { $height } м, требуется не менее { $least_width } м и { $least_height } м (акт { $act } от { $day }).
reason-floor-overloaded = Нагрузка на перекрытие { $load } кг/м² при допустимой { $allowed } кг/м² (акт { $act } от { $day }). Перераспределите оборудование.
reason-cooling-sufficient = Мощность кондиционирования { $power } кВт, тепловыделение { $heat } кВт (акт { $act } от { $day }).
reason-cooling-short = Мощность кондиционирования { $power } кВт не превышает тепловыделения { $heat } кВт (акт { $act } от { $day }).
reason-counted-enough = По акту { $act } от { $day } количество: { $found }; требуется: { $least }.
reason-counted-few = По акту { $act } от { $day } количество: { $found }, а требуется: { $least }.
reason-ups-short = Источники бесперебойного питания работают автономно { $held } мин, по расчёту нужно { $needed } мин (акт { $act } от { $day }).
reason-ups-overloaded = Нагрузка на источники бесперебойного питания { $load } кВт превышает их мощность { $power } кВт (акт { $act } от { $day }).
reason-readings-within = Все показания ({ $readings }) в пределах от { $lowest } до { $highest }: наименьшее { $least }, наибольшее { $most }; последнее { $last } UTC.
reason-readings-outside = Показаний вне пределов от { $lowest } до { $highest }: { $outside } из { $readings }; наименьшее { $least }, наибольшее { $most }; последнее { $last } UTC.
reason-release-delay-kept = Задержка выпуска газа { $seconds } с при пределе { $limit } с (протокол { $act } от { $day }).
reason-release-delay-long = Задержка выпуска газа { $seconds } с превышает предел { $limit } с (протокол { $act } от { $day }).
reason-test-passed = Последнее испытание пройдено (протокол { $act } от { $day }).
reason-test-failed = Последнее испытание не пройдено (протокол { $act } от { $day }). Устраните неисправность и повторите испытание.
reason-spares-in-stock = На складе возле помещения есть накопители (позиций: { $drives }) и иное оборудование (позиций: { $others }); инвентаризация { $counted } (записей: { $entries }).
reason-spares-lacking = Запас возле помещения неполон: позиций накопителей — { $drives }, иного оборудования — { $others } (записей: { $entries }, инвентаризация: { $counted }).
reason-room-down-too-long = С { $since } простоев инфраструктуры помещения: { $stops }, всего { $minutes } мин; при отказоустойчивости { $availability } % допустимо не более { $allowed } мин.
