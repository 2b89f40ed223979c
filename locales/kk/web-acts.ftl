# Talap бағдарламасының өз әрекеттері: оларды оның оқиғалары баяндайды. Кілті — «act-» және әрекеттің кілті, нүктенің орнына дефис; мәндері — оқиғаның мәліметтері.

## Talap және оның конфигурациясы
act-talap-started = Talap іске қосылды, нұсқасы { $version }
act-configuration-first = Конфигурация оқиғалар тізіліміне алғаш рет жазылды
act-configuration-changed = Конфигурация өзгертілді: { $changed }

## Оқиғалар тізілімі
act-ledger-verified = Оқиғалар тізілімі тексерілді, алшақтық жоқ (оқиғалар — { $events }, файлдар — { $files })
act-ledger-verify-incomplete = Оқиғалар тізілімі толық тексерілмеді: қоймалардың бірі қолжетімсіз (тексерілген оқиғалар — { $events }, файлдар — { $files })
act-ledger-verify-failed = Оқиғалар тізілімін тексергенде табылған алшақтықтар: { $problems }
act-ledger-retention-set = Оқиғаларды сақтау мерзімі белгіленді: { $kept_months } ай, оның { $online_months } айы жедел қолжетімділікте
act-ledger-archived = Архив қоймасына көшірілген файлдар: { $files } ({ $bytes } байт)
act-ledger-expired = «{ $source }» оқиғалар көзінің { $day } күнгі оқиғалары сақтау мерзімі аяқталғандықтан жойылуда: { $events }
act-ledger-tending-failed = Мөрленген оқиғаларға қызмет көрсету орындалмады: { $cause }
act-ledger-witness-answers = { $witness } куәгері бақылау нүктелерін қайтадан куәландыруда
act-ledger-witness-alarm = { $witness } куәгері бұзушылықты анықтап, бақылау нүктелерін куәландырмайды: { $verdict }
act-ledger-witness-refused = { $witness } куәгері бақылау нүктелерін куәландырмайды: { $verdict }
act-ledger-witness-silent = { $witness } куәгері { $since } уақытынан бері жауап бермейді
act-ledger-stamped = Бақылау нүктесіне уақыт белгісі алынды: { $time } (қамтылған топтамалар — { $batches })
act-ledger-stamp-failed = { $authority } уақыт белгісін бермеді
act-ledger-second-store-failed = { $folder } резервтік қоймасына { $since } уақытынан бері жазу мүмкін емес, құпия объектілердің оқиғалары тізілімге енгізілмейді: { $cause }
act-ledger-second-store-works = { $folder } резервтік қоймасына қайтадан жазуға болады; осы аралықта қабылданбаған оқиғалар — { $refused_events }
act-ledger-second-store-same-disk = { $folder } резервтік қоймасы оқиғалар тізілімімен бір дискіде тұр
act-ledger-second-store-differs = { $folder } резервтік қоймасында тізілімде жоқ оқиғалары бар журналдар сақтаулы: { $logs }
act-ledger-restored = Оқиғалар тізілімі резервтік қоймадан қалпына келтірілді: қайтарылған файлдар — { $files }, жоғалған немесе бүлінген күйінде қалғаны — { $remaining }, файлға шығарылған оқиғалар — { $recovered_events }
act-ledger-objects-lost = Мөрленген файлдардың қоймасы жауап бермейді, мөрлеу кейінге қалдырылды: { $cause }
act-ledger-objects-back = Мөрленген файлдардың қоймасы қайтадан жауап береді
web-acts-verdict-rolled-back = оқиғалар тізілімі бұрынғы күйіне қайтарылған
web-acts-verdict-forked = оқиғалар тізілімінің тарихы қайта жазылған
web-acts-verdict-other-key = куәгерге бұл оқиғалар тізілімінің басқа кілті белгілі
web-acts-verdict-unknown = куәгерге бұл оқиғалар тізілімі белгісіз

## Оқиғалар көздері мен қабылдағыштар
act-source-silence-began =
    «{ $source }» оқиғалар көзінен { $never_heard ->
        [true] тіркелгеннен бері ({ $since }) бірде-бір оқиға келмеген
       *[false] { $since } уақытынан бері оқиға жоқ
    } (рұқсат етілген үзіліс — { $expected_minutes } мин)
act-source-silence-ended = «{ $source }» оқиғалар көзінің үнсіздігі аяқталды ({ $since } уақытынан бері үнсіз болған)
act-source-kind-wrong = «{ $source }» оқиғалар көзінен келген оқиғалар тіркелген түріне немесе форматына сай емес: қаралғаны — { $events }, танылмағаны — { $unparsed }, басқа түрдегісі — { $of_another_kind }
act-source-kind-right = «{ $source }» оқиғалар көзінен келген оқиғалар тіркелген түрі мен форматына қайтадан сай
act-source-flood-began = «{ $source }» оқиғалар көзінен келетін ағын шектен асты: минутына — { $per_minute }, шегі — { $limit }
act-source-flood-ended = «{ $source }» оқиғалар көзінен келетін ағын қалыпқа келді; { $since } уақытынан бергі оқиғалар — { $events }, минутына ең көбі — { $peak_per_minute }
act-source-clock-off = «{ $source }» оқиғалар көзінің сағаты { $behind_seconds } (рұқсат етілген айырма — { $allowed_seconds } с)
act-source-clock-in-step = «{ $source }» оқиғалар көзінің сағаты қайтадан дұрыс (рұқсат етілген айырма — { $allowed_seconds } с)
act-source-clock-absurd = «{ $source }» оқиғалар көзінен уақыты бір жылдан астам айырмамен көрсетілген оқиғалар келді: { $events }
act-source-token-made = «{ $source }» оқиғалар көзінің «{ $name }» токені жасалды
act-source-token-revoked = «{ $source }» оқиғалар көзінің «{ $name }» токені қайтарып алынды
act-receiver-started = Оқиғаларды қабылдау басталды
act-receiver-refused = { $receiver } қабылдағышы: қабылданбаған жүгінулер — { $times }. { $reason }
act-receiver-loss-began = { $receiver } қабылдағышы хабарламаларды жоғалтуда: ядро тастап жібергені — { $kernel_dropped }, кезекке сыймағаны — { $queue_dropped }, қиылған байттар — { $discarded_bytes }, қабылданбаған байланыстар — { $refused_connections }
act-receiver-loss-ended = { $receiver } қабылдағышы хабарламаларды енді жоғалтпайды; { $since } уақытынан бергі шығын: ядро тастап жібергені — { $kernel_dropped }, кезекке сыймағаны — { $queue_dropped }, қиылған байттар — { $discarded_bytes }, қабылданбаған байланыстар — { $refused_connections }
act-certificate-renewed = { $listener }: жаңартылған { $path } сертификаты қолданылуда
act-certificate-refused = { $listener }: өзгертілген { $path } сертификаты жарамсыз, бұрынғысы қолданылуда. { $reason }
act-stream-taken = Оқиғалардың NATS ағынынан қай жерге дейін көшірілгені белгіленді
act-stream-missing = { $stream } ағынында оқиғалар тізіліміне көшірілмеген { $from }–{ $to } хабарламалары енді жоқ
act-stream-unreadable = { $stream } ағынының { $sequence }-хабарламасы оқиғалар салынған конверт емес
web-acts-reason = Себебі оқиғаның мәліметтерінде көрсетілген.
web-acts-unknown = белгісіз

## Оқиғаларды оқу
act-events-read = Оқиғаларды іздеу: { $search }; табылғаны: { $found }
act-events-viewed = { $event }-оқиғаны қарау
act-events-followed = Жаңа оқиғаларды қадағалау: { $search }
act-events-exported = Оқиғаларды файлға шығару ({ $format }): { $search }; табылғаны: { $found }
act-events-imported = «{ $source }» оқиғалар көзінің оқиғалары файлдан жүктелді: { $events }, оның танылмағаны — { $marked }
act-event-proved = { $seq }-оқиғаның дәлелі жасалды
act-query-run = SQL сұрау салуы орындалды (жауаптағы жолдар — { $rows }): { $sql }
web-acts-query-failed = SQL сұрау салуы орындалмады: { $sql }
web-acts-search = «{ $text }»
web-acts-search-all = барлық оқиға

## Есепке алу журналдары мен құжаттар
act-record-created = «{ $register }» есепке алу журналы: жазба енгізілді
act-record-updated = «{ $register }» есепке алу журналы: жазба өзгертілді (нұсқасы { $version })
act-record-voided = «{ $register }» есепке алу журналы: жазба жарамсыз деп танылды
act-import-finished = «{ $register }» есепке алу журналына файл жүктелді: жаңа жазбалар — { $created }, өзгертілген — { $updated }, өзгеріссіз — { $unchanged }, қабылданбаған жолдар — { $rejected }
act-import-undone = «{ $register }» есепке алу журналына жүктеу кері қайтарылды: жарамсыз деп танылған жазбалар — { $voided }, қалпына келтірілген — { $restored }
act-personal-data-read = Дербес деректерді қарау: «{ $register }» есепке алу журналы
act-file-read = «{ $name }» файлы жүктеп алынды
act-paper-made = PDF құжаты жасалды: { $of }

## Бағалау және бірыңғай талаптар
act-assessment-asked = Бағалау сұратылды
act-assessment-finished = Бағалау аяқталды, алынған нәтижелер: { $verdicts }
act-statement-attested =
    { $result ->
        [met] «{ $statement }» талабының орындалғаны расталды; растау { $until } күніне дейін жарамды
       *[other] «{ $statement }» талабының орындалмағаны хабарланды
    }
act-statement-confirmed = «{ $statement }» талабының орындалғанын екінші тұлға растады
act-decree-imported = Ресми мәтін ({ $language }) { $redaction } күнгі редакцияда жүктелді, тармақтар: { $clauses }
act-decree-reviewed = { $clause } тармағы: жаңа редакция қаралған деп белгіленді

## Пайдаланушылар және олардың құқықтары
act-access-refused = { $path } мекенжайына қол жеткізуге рұқсат берілмеді: «{ $right }» құқығы жоқ
act-role-granting = { $user } пайдаланушысына «{ $role }» рөлі берілуде
act-role-granted = { $user } пайдаланушысына «{ $role }» рөлі берілді
act-role-revoking = { $user } пайдаланушысынан «{ $role }» рөлі қайтарып алынуда
act-role-revoked = { $user } пайдаланушысынан «{ $role }» рөлі қайтарып алынды
act-account-created = { $account } есептік жазбасы жасалды
act-account-blocked = { $account } есептік жазбасы бұғатталды
act-account-unblocking = { $account } есептік жазбасы бұғаттан шығарылуда
act-account-unblocked = { $account } есептік жазбасы бұғаттан шығарылды
act-account-link-made = { $account } есептік жазбасына бір реттік сілтеме жасалды
act-account-link-used = Бір реттік сілтеме арқылы пароль орнатылып, жүйеге кіру орындалды
act-account-signed-in = Жүйеге кіру орындалды
act-account-sign-in-failed =
    «{ $name }» атымен кіру мүмкін болмады: { $why ->
        [locked] кіру уақытша бұғатталған
       *[wrong] аты немесе пароль қате
    }
act-account-signed-out = Жүйеден шығу орындалды
act-account-password-changed = Пароль өзгертілді
act-account-password-change-failed =
    Парольді өзгерту мүмкін болмады: { $why ->
        [locked] қате парольдер тым көп енгізілді
       *[wrong] қазіргі пароль қате
    }
act-account-sessions-ended = Пайдаланушы өз сеанстарын аяқтады: { $sessions }
act-token-created = «{ $name }» API токені жасалды
act-token-revoked = { $token } API токені қайтарып алынды
act-calendar-link-made = Күнтізбеге сілтеме жасалды
act-calendar-link-ended = Күнтізбеге сілтеме жойылды
act-mail-sent = Мерзімдер туралы жіберілген хаттар: { $letters }
act-mail-failed =
    Мерзімдер туралы хаттарды жіберу мүмкін болмады: { $why ->
        [records] жазбаларды оқу мүмкін болмады
        [unwritable] хатты құрастыру мүмкін болмады
        [silent] пошта сервері жауап бермейді
        [timeout] пошта сервері жауап бермейді
        [connection] пошта серверімен байланыс жоқ
       *[other] пошта серверінің жауабы — { $why }
    }
