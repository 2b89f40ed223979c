# Реестр событий: доказательства отдельных событий, свидетели, метки времени.

ledger-proof-too-large = Файл больше любого доказательства.
ledger-proof-line = Строки { $line } в доказательстве быть не может.
ledger-proof-extra = Сведения о пакете событий в доказательстве не читаются ({ $cause }).
ledger-proof-version = Доказательство имеет версию { $version }, которую эта версия Talap не знает. Проверьте его более новой.
ledger-proof-event = Событие в доказательстве не читается ({ $cause }).
ledger-proof-partition = Событие не относится к организации, объекту, источнику и дню, названным в доказательстве.
ledger-proof-not-in-batch = События { $seq } нет в этом пакете.
ledger-proof-batch-path = Путь внутри пакета не соответствует размеру пакета.
ledger-proof-tree-path = Событие, его пакет или путь не те, что были подписаны: они не приводят к корню из контрольной точки.
ledger-proof-not-a-checkpoint = В доказательстве нет подписанной контрольной точки.
ledger-proof-other-key = Контрольная точка подписана другим ключом или для реестра событий с другим именем.
ledger-proof-signature = Подпись не соответствует контрольной точке.
ledger-proof-not-witnessed = Свидетель { $witness } не заверил контрольную точку.
ledger-proof-cosignature = Подпись свидетеля { $witness } не соответствует контрольной точке.
ledger-proof-stamp = Метка времени не принята. { $cause }
ledger-proof-altered = Файл не такой, каким его записал Talap: изменено то, на что не распространяется ни одна из проверяемых подписей.

ledger-prove-unreadable = { $path } не читается ({ $cause }). Выполните talap ledger verify.
ledger-prove-damaged = Пакет событий { $batch } или его путь не тот, что был подписан контрольной точкой, поэтому доказать ничего нельзя. Выполните talap ledger verify, чтобы увидеть, что изменено.

ledger-stamp-malformed = Она не соответствует RFC 3161 ({ $cause }).
ledger-stamp-refused = Центр меток времени не выдал метку (статус { $status }).
ledger-stamp-imprint = Она не от этой контрольной точки.
ledger-stamp-nonce = В ней нет числа из запроса, поэтому она может быть старой.
ledger-stamp-signature = Её подпись не соответствует сертификату.
ledger-stamp-unsupported = Подпись такого вида Talap проверить не может ({ $algorithm }).
ledger-stamp-not-an-authority = Сертификат выдан не только для меток времени.
ledger-stamp-outside-validity = В это время сертификат не действовал.

ledger-http-address = По адресу «{ $url }» обращаться нельзя: он должен начинаться с https:// либо с http:// и вести на этот же компьютер.
ledger-http-certificate = Сертификаты использовать нельзя: { $cause }.
ledger-http-unreachable = { $url } не отвечает: { $cause }.
ledger-http-too-long = Ответ { $url } длиннее { $limit } байт.
ledger-http-status = Другая сторона ответила статусом HTTP { $status }.

ledger-witness-twice = У реестра событий { $origin } указаны два открытых ключа. Оставьте верный.
ledger-witness-state = { $path } не читается. В нём записано, что видел свидетель; без этого откат реестра не распознать. Восстановите файл из копии.
ledger-witness-unknown = Пришла контрольная точка реестра событий { $origin }, которого нет среди реестров этого свидетеля.
ledger-witness-other-key = Пришла контрольная точка реестра событий { $origin }, подписанная не его ключом. Она не заверена.
ledger-witness-rollback = Реестр событий { $origin } откатили: он показывает пакетов { $size }, а свидетель видел { $seen }. Контрольная точка не заверена.
ledger-witness-fork = История реестра событий { $origin } переписано: его пакеты ({ $size }) не продолжают те, что видел свидетель ({ $seen }). Контрольная точка не заверена.

ledger-verdict-cosigned = Свидетель заверил контрольную точку.
ledger-verdict-rolled-back = Реестр событий откатили к прежнему состоянию: в нём пакетов { $size }, а свидетель видел { $seen }.
ledger-verdict-forked = История реестра событий переписано: его пакеты ({ $size }) не продолжают те, что видел свидетель ({ $seen }).
ledger-verdict-other-key = Свидетель знает другой ключ этого реестра событий.
ledger-verdict-unknown = Свидетель не знает этого реестра событий. Передайте его открытый ключ тем, кто ведёт свидетеля.

ledger-problem-tile = плитка дерева не соответствует листьям
ledger-problem-evidence = содержимое не соответствует имени файла
ledger-problem-evidence-stray = заверена контрольная точка, которой нет в истории: реестр событий откатили или подписали заново
ledger-problem-stamp = метка времени не принята ({ $cause })
ledger-problem-not-witnessed = свидетель { $witness } не заверил контрольную точку
ledger-problem-cosignature = подпись свидетеля { $witness } не соответствует контрольной точке
