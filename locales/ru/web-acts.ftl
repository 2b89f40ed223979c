# Действия самого Talap, как о них говорят его события. Ключ — «act-» и ключ действия, где вместо точки дефис; значения — сведения события.

## Talap и его конфигурация
act-talap-started = Talap запущен, версия { $version }
act-configuration-first = Конфигурация впервые записана в реестр событий
act-configuration-changed = Изменена конфигурация: { $changed }

## Реестр событий
act-ledger-verified = Реестр событий проверен, расхождений нет (событий — { $events }, файлов — { $files })
act-ledger-verify-incomplete = Реестр событий проверен не полностью: одно из хранилищ недоступно (проверено событий — { $events }, файлов — { $files })
act-ledger-verify-failed = При проверке реестра событий найдено расхождений: { $problems }
act-ledger-retention-set = Установлен срок хранения событий, мес.: { $kept_months }, из них в оперативном доступе — { $online_months }
act-ledger-archived = В архивное хранилище перенесено файлов: { $files } ({ $bytes } байт)
act-ledger-expired = По истечении срока хранения удаляются события источника «{ $source }» за { $day }: { $events }
act-ledger-tending-failed = Обслуживание запечатанных событий не удалось: { $cause }
act-ledger-witness-answers = Свидетель { $witness } снова заверяет контрольные точки
act-ledger-witness-alarm = Свидетель { $witness } обнаружил нарушение и не заверяет контрольные точки: { $verdict }
act-ledger-witness-refused = Свидетель { $witness } не заверяет контрольные точки: { $verdict }
act-ledger-witness-silent = Свидетель { $witness } не отвечает с { $since }
act-ledger-stamped = Получена метка времени контрольной точки: { $time } (охвачено пакетов — { $batches })
act-ledger-stamp-failed = Не удалось получить метку времени у { $authority }
act-ledger-second-store-failed = Резервное хранилище { $folder } с { $since } недоступно для записи, события конфиденциальных объектов не вносятся в реестр: { $cause }
act-ledger-second-store-works = Резервное хранилище { $folder } снова доступно для записи; отклонено событий за это время: { $refused_events }
act-ledger-second-store-same-disk = Резервное хранилище { $folder } находится на том же диске, что и реестр событий
act-ledger-second-store-differs = В резервном хранилище { $folder } журналов с событиями, которых нет в реестре, — { $logs }
act-ledger-restored = Реестр событий восстановлен из резервного хранилища: возвращено файлов — { $files }, остаются утраченными или повреждёнными — { $remaining }, событий выгружено в файл — { $recovered_events }
act-ledger-objects-lost = Хранилище запечатанных файлов не отвечает, запечатывание отложено: { $cause }
act-ledger-objects-back = Хранилище запечатанных файлов снова отвечает
web-acts-verdict-rolled-back = реестр событий возвращён к прежнему состоянию
web-acts-verdict-forked = история реестра событий переписана
web-acts-verdict-other-key = свидетелю известен другой ключ этого реестра событий
web-acts-verdict-unknown = свидетелю неизвестен этот реестр событий

## Источники и приёмники
act-source-silence-began =
    Источник «{ $source }» { $never_heard ->
        [true] с регистрации ({ $since }) не прислал ни одного события
       *[false] молчит с { $since }
    } (допустимый перерыв — { $expected_minutes } мин)
act-source-silence-ended = Источник «{ $source }» больше не молчит (молчал с { $since })
act-source-kind-wrong = События источника «{ $source }» не того вида или формата, с которым он зарегистрирован: просмотрено — { $events }, не распознано — { $unparsed }, другого вида — { $of_another_kind }
act-source-kind-right = События источника «{ $source }» снова того вида и формата, с которым он зарегистрирован
act-source-flood-began = Поток событий источника «{ $source }» выше предела: в минуту — { $per_minute }, предел — { $limit }
act-source-flood-ended = Поток событий источника «{ $source }» снова в норме; событий с { $since } — { $events }, в минуту — не более { $peak_per_minute }
act-source-clock-off = Часы источника «{ $source }» { $behind_seconds } (допустимое расхождение — { $allowed_seconds } с)
act-source-clock-in-step = Часы источника «{ $source }» снова идут верно (допустимое расхождение — { $allowed_seconds } с)
act-source-clock-absurd = От источника «{ $source }» поступили события со временем, ошибочным более чем на год: { $events }
act-source-token-made = Создан токен «{ $name }» источника «{ $source }»
act-source-token-revoked = Отозван токен «{ $name }» источника «{ $source }»
act-receiver-started = Начат приём событий
act-receiver-refused = Приёмник { $receiver }: отклонено обращений — { $times }. { $reason }
act-receiver-loss-began = Приёмник { $receiver } теряет сообщения: отброшено ядром — { $kernel_dropped }, не поместилось в очередь — { $queue_dropped }, отрезано байтов — { $discarded_bytes }, отклонено соединений — { $refused_connections }
act-receiver-loss-ended = Приёмник { $receiver } больше не теряет сообщения; потери с { $since }: отброшено ядром — { $kernel_dropped }, не поместилось в очередь — { $queue_dropped }, отрезано байтов — { $discarded_bytes }, отклонено соединений — { $refused_connections }
act-certificate-renewed = { $listener }: используется обновлённый сертификат { $path }
act-certificate-refused = { $listener }: изменённый сертификат { $path } непригоден, используется прежний. { $reason }
act-stream-taken = Отмечено, до какого места события перенесены из потока NATS
act-stream-missing = В потоке { $stream } больше нет сообщений { $from }–{ $to }, не перенесённых в реестр событий
act-stream-unreadable = Сообщение { $sequence } потока { $stream } не является конвертом с событиями
web-acts-reason = Причина указана в сведениях события.
web-acts-unknown = неизвестно

## Чтение событий
act-events-read = Поиск событий: { $search }; найдено: { $found }
act-events-viewed = Просмотр события { $event }
act-events-followed = Слежение за новыми событиями: { $search }
act-events-exported = Выгрузка событий в файл ({ $format }): { $search }; найдено: { $found }
act-events-imported = Из файла загружены события источника «{ $source }»: { $events }, из них не распознано — { $marked }
act-event-proved = Составлено доказательство события { $seq }
act-query-run = Выполнен SQL-запрос (строк в ответе — { $rows }): { $sql }
web-acts-query-failed = SQL-запрос не выполнен: { $sql }
web-acts-search = «{ $text }»
web-acts-search-all = все события

## Журналы учёта и документы
act-record-created = Журнал учёта «{ $register }»: запись внесена
act-record-updated = Журнал учёта «{ $register }»: запись изменена (версия { $version })
act-record-voided = Журнал учёта «{ $register }»: запись признана недействительной
act-import-finished = Загружен файл в журнал учёта «{ $register }»: новых записей — { $created }, изменённых — { $updated }, без изменений — { $unchanged }, отклонённых строк — { $rejected }
act-import-undone = Отменена загрузка в журнал учёта «{ $register }»: признано недействительными записей — { $voided }, восстановлено — { $restored }
act-personal-data-read = Просмотр персональных данных: журнал учёта «{ $register }»
act-file-read = Скачан файл «{ $name }»
act-paper-made = Составлен документ PDF: { $of }

## Оценка и единые требования
act-assessment-asked = Запрошена оценка
act-assessment-finished = Оценка завершена, получено результатов: { $verdicts }
act-statement-attested =
    { $result ->
        [met] Подтверждено исполнение требования «{ $statement }»; подтверждение действует до { $until }
       *[other] Сообщено, что требование «{ $statement }» не исполнено
    }
act-statement-confirmed = Исполнение требования «{ $statement }» подтвердило второе лицо
act-decree-imported = Загружен официальный текст ({ $language }) в редакции от { $redaction }, пунктов: { $clauses }
act-decree-reviewed = Пункт { $clause }: новая редакция отмечена как рассмотренная

## Пользователи и их права
act-access-refused = Отказано в доступе к { $path }: нет права «{ $right }»
act-role-granting = Пользователю { $user } выдаётся роль «{ $role }»
act-role-granted = Пользователю { $user } выдана роль «{ $role }»
act-role-revoking = У пользователя { $user } отзывается роль «{ $role }»
act-role-revoked = У пользователя { $user } отозвана роль «{ $role }»
act-account-created = Создана учётная запись { $account }
act-account-blocked = Заблокирована учётная запись { $account }
act-account-unblocking = Учётная запись { $account } разблокируется
act-account-unblocked = Учётная запись { $account } разблокирована
act-account-link-made = Создана одноразовая ссылка для учётной записи { $account }
act-account-link-used = По одноразовой ссылке задан пароль и выполнен вход
act-account-signed-in = Выполнен вход в систему
act-account-sign-in-failed =
    Не удался вход под именем «{ $name }»: { $why ->
        [locked] вход временно заблокирован
       *[wrong] неверное имя или пароль
    }
act-account-signed-out = Выполнен выход из системы
act-account-password-changed = Изменён пароль
act-account-password-change-failed =
    Не удалось изменить пароль: { $why ->
        [locked] слишком много неверных паролей
       *[wrong] текущий пароль неверен
    }
act-account-sessions-ended = Пользователь завершил свои сеансы: { $sessions }
act-token-created = Создан токен API «{ $name }»
act-token-revoked = Отозван токен API { $token }
act-calendar-link-made = Создана ссылка на календарь
act-calendar-link-ended = Удалена ссылка на календарь
act-mail-sent = Отправлено писем о сроках: { $letters }
act-mail-failed =
    Письма о сроках отправить не удалось: { $why ->
        [records] не удалось прочитать записи
        [unwritable] не удалось составить письмо
        [silent] почтовый сервер не отвечает
        [timeout] почтовый сервер не отвечает
        [connection] нет соединения с почтовым сервером
       *[other] почтовый сервер ответил { $why }
    }
