## Оқиғалар
web-events = Оқиғалар журналдары
web-events-lead = Ақпараттандыру объектілері мен Talap бағдарламасының өз оқиғалары. Оларды өзгертуге де, жоюға да ешкімнің құқығы жоқ.
web-events-tail = Жаңаларын қадағалау
web-events-search-hint = Барлық сөз хабарламада, пайдаланушының атында, торапта, бағдарламада, мекенжайда немесе бастапқы жазбада кездесуге тиіс; бас әріп пен кіші әріп ажыратылмайды. Оқу әрекетінің өзі де оқиғалар тізіліміне жазылады.
web-events-source = Оқиғалар көзі
web-events-kind = Оқиғалар көзінің түрі
web-events-unasked = Іздеу жүргізілмеді
web-events-unasked-do = Сұрау салуды түзетіңіз: ненің және қай жерде қате екені жоғарыда айтылған.
web-events-unfed = Оқиғалар журналдары әлі қосылмаған
web-events-unfed-do = Алдымен оқиғалар көзін тіркеңіз. Содан кейін журнал файлын мына командамен жүктеңіз:
web-events-unfed-import = talap import events ФАЙЛ --source ID
web-events-unfed-syslog = Немесе хабарламаларды syslog арқылы жіберуді баптаңыз: мекенжай talap.toml файлының [collect] бөлімінде (syslog_udp, syslog_tcp) көрсетіледі.
web-events-unfed-sources = Оқиғалар көздері
web-events-in-time = { $from } – { $to }, оқиғалар: { $n }
web-events-at = Уақыты
web-events-origin = Торап пен пайдаланушы
web-events-user = Пайдаланушы
web-events-address = Желілік мекенжай
web-events-address-short = Мекенжай
web-events-message = Хабарлама
web-events-not-understood = танылмады
web-events-newer = ← Кейінгілері
web-events-older = Бұрынғылары →
web-events-newest = Ең соңғылары
web-events-reload = Жаңарту
web-events-help = Қалай іздеу керек
web-events-help-words-example = failed "for root"
web-events-help-words = осы сөздердің бәрі кез келген жерде; тырнақшада — қатар тұрғаны
web-events-help-field = дәл осы мән; соңында жұлдызша болса — осылай басталатыны
web-events-help-number = сандар салыстырылады; severity:high деп те жазуға болады
web-events-help-attribute = кез келген танылған мәлімет: өз атауымен немесе OCSF атауымен
web-events-help-without = нені шығарып тастау керек: минус немесе not сөзі
web-events-help-or = біреуі немесе екіншісі
web-events-help-last-example = соңғы 7 күн
web-events-help-last = сондай-ақ соңғы 2 сағат, бүгін, кеше — үш тілдің кез келгенінде
web-events-help-period = осы орнатымның сағаты бойынша бір уақыттан екінші уақытқа дейін
web-events-help-fields = Өрістер: { $name }, attr.…
web-events-saved = Сақталған сұрау салулар: { $n }
web-told-search-saved = Сұрау салу сақталды.
web-told-search-restored = Сұрау салу қалпына келтірілді.
web-events-saved-none = Әзірге ештеңе сақталмаған. Іздеу жүргізіп, оны осында өз атауымен сақтаңыз.
web-events-saved-as = Атауы
web-events-saved-keep = Осы сұрау салуды сақтау
web-events-saved-delete = Жою
web-events-saved-deleted = Сақталған сұрау салу жойылды.
web-events-saved-undo = Қайтару
web-events-saved-name = Сұрау салуға ұзындығы 1-ден { $limit } таңбаға дейінгі атау беріңіз.
web-events-saved-full = SQL сұрау салуларымен қоса { $limit } сұрау салу сақталып қойған, одан көп сақтауға болмайды. Керек емесін жойыңыз.
web-events-saved-taken = «{ $name }» атауымен SQL қойындысында сұрау салу сақтап қойғансыз. Басқа атау таңдаңыз.
web-events-found = Табылған оқиғалар: { $n }
web-events-found-cut = { $n } оқиғадан көп табылды: санау { $seconds } секундтан кейін тоқтатылды. Бәрін санау үшін кезеңді тарылтыңыз.
web-events-nothing-do = Бір сөзді алып тастаңыз, кезеңді кеңейтіңіз немесе жоғарыдағы анықтаманы қараңыз: соңында жұлдызша болмаса, өрістің мәні толық сәйкес келуге тиіс.
web-events-export = Жүктеп алу:
web-events-export-too-long = { $n } оқиға бір файлға сыймайды (ең көбі { $most }). Іздеуді нақтылаңыз, мысалы, кезеңді көрсетіңіз.
web-events-export-busy = Қазір бірнеше файл дайындалып жатыр. Біреуі дайын болған соң қайталаңыз.
web-events-step = Бір баған: { $name }
web-events-step-seconds = { $n } с
web-events-step-minutes = { $n } мин
web-events-step-hours = { $n } сағ
web-events-step-days = { $n } күн
web-events-as-table = Кесте түрінде
web-events-many = Оқиғалар
web-events-facets = Жиі кездесетін мәндер
web-events-without = { $name } мәнінсіз
web-events-following = Жаңа оқиғалар түскен сайын көрсетіледі.
web-events-tail-more = Көрсетілгеннен көп оқиға түсті. Бәрін көру үшін іздеу жүргізіңіз.
web-events-tail-over = Қадағалау тоқтатылды. Жалғастыру үшін бетті жаңартыңыз.
web-events-tail-from = Қай оқиғадан бастап қадағалау керегі мекенжайда көрсетілмеген. Қадағалауды оқиғалар тізімінен бастаңыз.
web-events-tail-busy = Қазір жаңа оқиғаларды қадағалап отырғандар тым көп. Кейінірек қайталаңыз немесе бетті анда-санда жаңартып отырыңыз.
web-events-ways = Іздеу тәсілі
web-events-way-words = Жай сөзбен

## SQL сұрау салулары
web-sql = Оқиғалар журналдары: SQL
web-sql-lead = Құқықтарыңыз шегінде оқиғалар мен есепке алу журналдары бойынша SQL сұрау салулары. Олар арқылы ештеңені өзгертуге болмайды.
web-sql-question = SQL сұрау салуы
web-sql-ask = Орындау
web-sql-hint = Бір SELECT операторы, бір минуттан және 256 МиБ жадтан аспайды; Ctrl+Enter — орындау. Сұрау салудың өзі де оқиғалар тізіліміне жазылады.
web-events-held = Бұл іздеуге басқа сайттағы сілтеме әкелді. Іздеу әлі орындалған жоқ: әр іздеу оқиғалар тізіліміне сіздің атыңыздан жазылады. Оны оқып шығыңыз және қажет болса, «Табу» түймесін басыңыз.
web-sql-held = Бұл сұрау салуға басқа сайттағы сілтеме әкелді. Сұрау салу әлі орындалған жоқ: әр сұрау салу оқиғалар тізіліміне сіздің атыңыздан жазылады. Оны оқып шығыңыз және қажет болса, «Орындау» түймесін басыңыз.
web-sql-answer = Жауап
web-sql-rows = Жолдар саны: { $n }; орындалу уақыты: { $seconds } с
web-sql-rows-cut = Алғашқы { $n } жол көрсетілді; тағы да бар. Орындалу уақыты: { $seconds } с.
web-sql-cut-do = Сұрау салуды нақтылаңыз, LIMIT қосыңыз немесе бүкіл жауапты файл түрінде жүктеп алыңыз.
web-sql-nothing-do = Сұрау салу орындалды, бірақ оған сай келетін жол жоқ.
web-sql-export = Бүкіл жауап:
web-sql-export-too-long = Бір файлға ең көбі { $most } жол сыяды, ал жауапта одан көп. Сұрау салуды нақтылаңыз, мысалы, кезеңді көрсетіңіз.
web-sql-saved = Сақталған SQL сұрау салулары: { $n }
web-sql-saved-none = Әзірге ештеңе сақталмаған. Сұрау салуды орындап, оны осында өз атауымен сақтаңыз.
web-sql-saved-taken = «{ $name }» атауымен «Жай сөзбен» қойындысында сұрау салу сақтап қойғансыз. Басқа атау таңдаңыз.
web-sql-begin = Неден бастау керек
web-sql-begin-do = Кестелер — «events» (оқиғалар) және есепке алу журналдары; төменде олар бағандарымен бірге берілген. Жауап бетінің мекенжайын бетбелгіге сақтап, басқаларға беруге болады: әркім өз құқығы жеткенін көреді.
web-sql-tables = Сізге қолжетімді кестелер: { $n }
web-sql-tables-hint = Әр есепке алу журналының кестесінде өз бағандарынан басқа record_id, org_id, key және changed_at бағандары бар.
web-sql-table-policy = Оқиғаларды сақтау мерзімі
web-sql-table-partitions = Әр оқиғалар көзінен не сақталғаны, күндер бойынша
web-sql-column-seq = Оқиғаның нөмірі; жауапта ол оқиға мен оның дәлеліне апарады
web-sql-column-fault = Оқиға неге танылмады немесе неге толық қабылданбады (хабарламаның кілті); оқиға танылса, бос
web-sql-column-changed = Жазба соңғы рет қашан өзгертілді
web-sql-holds-text = мәтін
web-sql-holds-number = сан
web-sql-holds-bool = иә немесе жоқ (true, false)
web-sql-holds-date = күн
web-sql-holds-time = уақыт сәті, UTC
web-sql-holds-bytes = байттар

## Бір оқиға
web-event = Оқиға
web-event-beside = Көрші оқиғалар
web-event-newer = ← Кейінгі оқиға
web-event-older = Бұрынғы оқиға →
web-event-known = Мәліметтер
web-event-occurred = Болған уақыты (көздің сағаты бойынша)
web-event-received = Қабылданған уақыты
web-event-host = Торап
web-event-program = Бағдарлама
web-event-act = Әрекет кілті
web-event-class = OCSF бойынша сыныбы
web-event-class-0 = жалпы оқиға (0)
web-event-class-1001 = файлдық жүйедегі әрекет (1001)
web-event-class-1006 = жоспарланған тапсырма (1006)
web-event-class-1007 = процестің әрекеті (1007)
web-event-class-1008 = оқиғалар журналымен әрекет (1008)
web-event-class-2004 = анықталған қатер (2004)
web-event-class-3001 = есептік жазбаның өзгеруі (3001)
web-event-class-3002 = аутентификациялау (3002)
web-event-class-3003 = сеанс құқықтары (3003)
web-event-class-3004 = есепке алу жазбасымен әрекет (3004)
web-event-class-3005 = пайдаланушы құқықтарын басқару (3005)
web-event-class-3006 = топтарды басқару (3006)
web-event-class-4001 = желілік әрекет (4001)
web-event-class-4002 = HTTP-сұрау салу (4002)
web-event-class-4003 = DNS-сұрау салу (4003)
web-event-class-4007 = SSH-байланыс (4007)
web-event-class-4014 = туннель (4014)
web-event-class-5019 = құрылғы баптауының өзгеруі (5019)
web-event-class-6002 = бағдарламаның іске қосылуы мен тоқтауы (6002)
web-event-class-6003 = API-ге жүгіну (6003)
web-event-class-6005 = дерекқорға жүгіну (6005)
web-event-class-6008 = бағдарламаның қатесі (6008)
web-event-severity = Маңыздылығы
web-event-severity-unknown = көрсетілмеген
web-event-severity-informational = ақпараттық
web-event-severity-low = төмен
web-event-severity-medium = орташа
web-event-severity-high = жоғары
web-event-severity-critical = аса маңызды
web-event-severity-fatal = апаттық
web-event-attributes = Танылған өзге мәліметтер
web-event-raw = Бастапқы жазба
web-event-raw-none = Бастапқы жазба жоқ: бұл оқиғаны Talap өзі жазған.
web-event-raw-changed = Көрінбейтін таңбалар мен мәтінге жатпайтын байттар \x00 түрінде көрсетілген; тізілімде олар келген күйінде сақталады.
web-event-proof = Өзгертілмегенінің дәлелі
web-event-covered = Оқиға бақылау нүктесімен қамтылған; нүктеге қол қойылған уақыт: { $name }.
web-event-uncovered = Оқиғаны әлі бірде-бір бақылау нүктесі қамтымайды: келесі нүктеге бірнеше секунд ішінде қол қойылады.
web-event-proof-file = Осы оқиғаның дәлелін жүктеп алу
web-event-proof-check = Файлды алған адам оны желіге қосылмай, тек тізілімнің ашық кілтінің көмегімен тексере алады:
web-event-proof-command = talap ledger check-proof ФАЙЛ --key КІЛТ
web-event-verify = Тексеруші тізілімнің әр байтын желіге қосылмай, тек ашық кілттің көмегімен тексере алады:
web-event-verify-command = talap ledger verify --folder ҚАЛТА --key ФАЙЛ

## Оқиғалар көздерінің түрлері
source-kind-os = операциялық жүйе
source-kind-dbms = дерекқорларды басқару жүйесі
source-kind-antivirus = вирусқа қарсы қорғау
source-kind-application = қолданбалы бағдарламалық қамтылым
source-kind-telecom = телекоммуникациялық жабдық
source-kind-ids = шабуылдарды анықтау және алдын алу жүйесі
source-kind-cms = құрамды (контентті) басқару жүйесі
source-kind-talap = Talap

## Оқиғалар көздерінің күйі
web-sources = Оқиғалар көздерінің жай-күйі
web-sources-lead = Әр көзден соңғы оқиға қашан келді, ол үнсіз қалған жоқ па, сағаты дұрыс па және қабылдау кезінде не жоғалды. Сандар Talap іске қосылған сәттен бері есептеледі.
web-sources-register = Оқиғалар көздерін есепке алу журналы
web-sources-none = Оқиғалар көздері әлі тіркелмеген
web-sources-none-do = Көзді тіркеңіз: ұйымын, объектісін, түрін және форматын көрсетіңіз. Содан бері оның оқиғалары осы бетте бақыланады.
web-sources-new = Көзді тіркеу
web-sources-last = Соңғы оқиға
web-sources-rate = Минутына оқиға
web-sources-clock = Сағаты
web-source-confidential = құпия жүйе
web-source-never = болған жоқ
web-source-in-order = қалыпты
web-source-awaited = бірінші оқиға күтілуде
web-source-silent = { $since } уақытынан бері оқиға жоқ (рұқсат етілген үзіліс — { $minutes } мин)
web-source-silent-ever = тіркелгеннен бері ({ $since }) бірде-бір оқиға келмеген (рұқсат етілген үзіліс — { $minutes } мин)
web-source-wrong-kind = оқиғалары тіркелген түріне немесе форматына сай емес
web-source-flood = оқиғалар ағыны минутына { $limit } шегінен асты
web-source-clock-off = сағатының айырмасы рұқсат етілген { $allowed } с шегінен асты
web-source-impossible = уақыты бір жылдан астам айырмамен көрсетілген оқиғалар: { $n }
web-source-clock-behind =
    { $unit ->
        [days] { $n } күн
        [hours] { $n } сағ
        [minutes] { $n } мин
       *[seconds] { $n } с
    } артта
web-source-clock-ahead =
    { $unit ->
        [days] { $n } күн
        [hours] { $n } сағ
        [minutes] { $n } мин
       *[seconds] { $n } с
    } алда
web-receivers = Қабылдағыштар
web-receivers-hint = Жоғалған хабарламалардың кімге тиесілі екені белгісіз, сондықтан олар барлық ұйымға қатысты деп есептеледі.
web-receiver = Қабылдағыш
web-receiver-received = Қабылданған хабарламалар
web-receiver-unregistered = Тіркелмеген көздерден
web-receiver-kernel = Ядро тастап жіберген
web-receiver-queue = Кезекке сыймаған
web-receiver-bytes = Қиылған байттар
web-receiver-refused = Қабылданбаған байланыстар
web-receiver-losing = хабарламалар жоғалуда

web-second = Журналдардың резервтік қоймасы
web-second-hint = Бірыңғай талаптардың 38-тармағының 6) тармақшасын орындау үшін құпия объектілер оқиғаларының қабылданғаны олар осында да сенімді жазылғаннан кейін расталады.
web-second-none = Резервтік қойма бапталмаған (talap.toml ішіндегі ledger.second_store): құпия объектілердің оқиғалары бір данада сақталады.
web-second-failing = { $since } уақытынан бері жазу мүмкін емес. Құпия объектілердің оқиғалары тізілімге енгізілмейді: ағын арқылы қабылданғанда олар кейінгілерімен бірге ағында күтеді, әйтпесе қабылданбай, сақтай алатын жіберушілерде қалады, ал қалған оқиғалар қабылданады.
web-second-refused = Talap іске қосылғаннан бері қабылданбаған оқиғалар: { $n }.
web-second-same-disk = Оқиғалар тізілімімен бір дискіде тұр: диск бүлінсе, екеуі де бүлінеді.
web-second-kept = Мұнда тізілімде жоқ оқиғалар бар. Тізілімді бір торап жүргізсе, оларды «talap ledger restore --from-second-store» командасы көрсетеді.

## Оқиғалар тізілімінің серверлері мен қоймалары

web-keeping = Оқиғалар тізілімінің серверлері мен қоймалары
web-keeping-lead = Әр сервер мен қойма жауап бере ме, оларды не күтіп тұр және тізілімді қай торап жүргізеді. Talap мұны он бес секунд сайын тексереді.
web-keeping-none = Серверлер пайдаланылмайды
web-keeping-none-do = Бәрі { $path } қалтасында сақталады.
web-keeping-unseen = Әлі тексерілген жоқ
web-keeping-unseen-do = Talap іске қосылған бойда серверлерді тексереді. Бірнеше секундтан кейін бетті қайта ашыңыз.
web-keeping-looked = Тексерілген уақыты:
web-keeping-server = Сервер немесе қойма
web-keeping-waiting = Күтіп тұрғаны
web-keeping-last = Talap іске қосылғаннан бергі соңғы қате
web-keeping-answers = жауап береді
web-keeping-away = { $since } бері жауап бермейді
web-keeping-unfit = { $since } бері ақаулы
web-keeping-some-away = Оқиғалар тізілімі жүргізілетін сервер немесе қойма жауап бермейді не ақаулы
web-keeping-records = PostgreSQL: жазбалар
web-keeping-stream = NATS JetStream: тізілімге бара жатқан оқиғалар
web-keeping-stream-server = NATS JetStream серверлерінің бірі
web-keeping-objects = Тораптарға ортақ мөрленген файлдар қоймасы
web-keeping-archive = Архив қоймасы
web-keeping-second = Құпия объектілер журналдарының резервтік қоймасы
web-keeping-messages = Ағындағы тізілімде әлі мөрленбеген хабарламалар: { $n }.
web-keeping-events = Мөрлеуді күтіп тұрған оқиғалар: { $n }.
web-keeping-files = Осында көшіру уақыты келген файлдар: { $n }.
web-keeping-refused = Talap іске қосылғаннан бері мұнда жазу мүмкін болмағандықтан қабылданбаған оқиғалар: { $n }.
web-keeping-who = Оқиғалар тізілімін кім жүргізеді
web-keeping-lease = { $node } торабы. Торап ұзартпаса, оның жалдау мерзімі { $until } аяқталады; торап оны бірнеше секунд сайын ұзартып отырады.
web-keeping-lease-here = Осы торап, { $node }. Торап ұзартпаса, оның жалдау мерзімі { $until } аяқталады; торап оны бірнеше секунд сайын ұзартып отырады.
