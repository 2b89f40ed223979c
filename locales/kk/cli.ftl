## Анықтама
help-talap = Talap АКТ және ақпараттық қауіпсіздікті қамтамасыз ету саласындағы бірыңғай талаптардың (ҚР Үкіметінің № 832 қаулысы) орындалуын қамтамасыз етеді.
help-up = Talap бағдарламасын іске қосу: оқиғаларды қабылдау, талаптарды бағалау, басқа командаларға жауап беру
help-decree = Қаулының ресми мәтіні
help-outline = Ресми мәтіннің тармақтарын шығару: сәйкестендіргіші, түрі, жолы
help-catalog = Талаптар каталогы
help-stats = Каталогтың тармақтарын, талаптарын, орындалу тәсілдері мен тілдерін санау
help-import = Есепке алу журналына жазбаларды не оқиғалар журналының файлын немесе сондай файлдар қалтасын («events» журналы) жүктеу
help-assess = Талаптарды бағалап, негіздемесін көрсету; кемінде біреуі орындалмаса, аяқталу коды 1
help-query = Есепке алу журналдары мен оқиғалар бойынша SQL сұрау салуын орындау
help-sources = Оқиғалар көздері мен қабылдағыштардың жай-күйін көрсету; біреуіне назар аудару керек болса, аяқталу коды 1
help-ledger = Оқиғалар тізілімі
help-verify = Оқиғалар тізілімі файлдарының әрбір байтын тек ашық кілттің көмегімен тексеру
help-config = Конфигурация
help-schema = talap.toml файлының JSON Schema схемасын шығару
help-access = Пайдаланушылар және олардың рөлдері
help-list = Кімде қандай рөл бар екенін көрсету
help-grant = Осы операциялық жүйенің пайдаланушысына рөл беру
help-revoke = Осы операциялық жүйенің пайдаланушысынан рөлді қайтарып алу
help-heading-usage = Қолданылуы
help-heading-commands = Командалар
help-heading-options = Параметрлер
help-value-command = КОМАНДА
help-value-folder = ҚАЛТА
help-value-file = ФАЙЛ
help-value-lang = ТІЛ
help-value-id = ID
help-value-register = ЖУРНАЛ
help-value-sql = SQL
help-value-user = ПАЙДАЛАНУШЫ
help-value-role = РӨЛ
help-option-help = Осы анықтаманы көрсету
help-option-version = Нұсқаны көрсету
help-option-data = Деректер қалтасы (әдепкі бойынша ./talap-data)
help-option-config = Конфигурация файлы (әдепкі бойынша деректер қалтасындағы talap.toml)
help-option-lang = Интерфейс тілі: kk, ru немесе en
help-option-lang-text = Мәтіннің тілі: kk немесе en (орысша мәтін әзірге оқылмайды)
help-option-example = Үлгі ұйымды жаңа деректер қалтасына жүктеу
help-option-notes = Өзгерістер туралы ескертулерді де шығару
help-option-json = Жауапты бағдарламаларға арналған JSON түрінде беру
help-option-org = Ұйым
help-option-object = Ақпараттандыру объектісі
help-option-source = Журнал файлы алынған тіркелген оқиғалар көзі
help-option-format-tool = Файлды қай құрал жасаған (мазмұны бойынша анықталмаса): nmap, sarif немесе restic
help-option-object-tool = Құрал файлы қатысты ақпараттандыру объектісі
help-option-scan = Сканер файлы қатысты осалдықты бағалау есебінің нөмірі
help-option-folder = Оқиғалар тізілімінің қалтасы (әдепкі бойынша деректер қалтасындағысы)
help-option-key = Ашық кілт файлы (әдепкі бойынша деректер қалтасындағысы)
help-argument-file = Файл
help-argument-register = Есепке алу журналы: organisations, objects, people, documents … немесе «events»
help-argument-sql = Бір SELECT сұрау салуы; кестелер тізбесін «SHOW TABLES» шығарады
help-argument-user = Пайдаланушының аты
help-argument-role = is_officer, analyst, integration_engineer, administrator, registrar, auditor немесе employee
help-usage = talap [--data ҚАЛТА] [--lang ТІЛ] КОМАНДА
help-usage-up = talap up [--example]
help-usage-outline = talap decree outline ФАЙЛ --lang ТІЛ [--notes]
help-usage-import = talap import ЖУРНАЛ ФАЙЛ|ҚАЛТА [--org ID] [--source ID] [--format nmap|sarif|restic] [--object ID] [--scan ID] [--json]
help-usage-assess = talap assess [--object ID | --org ID] [--json]
help-usage-verify = talap ledger verify [--folder ҚАЛТА] [--key ФАЙЛ] [--archive URL] [--witness КІЛТ …] [--authority ФАЙЛ] [--json]
help-usage-query = talap query SQL [--format ФОРМАТ] [--output ФАЙЛ] | talap query --search МӘТІН [--format ФОРМАТ] [--output ФАЙЛ] [--follow]
help-usage-grant = talap access grant ПАЙДАЛАНУШЫ РӨЛ [--org ID]
help-usage-revoke = talap access revoke ПАЙДАЛАНУШЫ РӨЛ [--org ID]
help-exit-status =
    Аяқталу коды:
      0  орындалды
      1  кемшілік табылды: талап орындалмаған, жол қабылданбаған, бұзушылық анықталған
      2  дұрыс қолданылмаған: командалық жол немесе конфигурация
      3  бас тартылды немесе орындау мүмкін болмады

## Командалық жол
args-see-help = Қолжетімді командаларды «talap --help» көрсетеді.
args-unknown = «{ $argument }» аргументі белгісіз.
args-command-unknown = «{ $command }» командасы белгісіз.
args-command-missing = Команда көрсетілмеген.
args-missing = Көрсетілмеген: { $arguments }.
args-value-wrong = «{ $value }» — { $argument } параметрі үшін жарамсыз мән.
args-value-unknown = «{ $value }» — { $argument } параметрі үшін жарамсыз мән. Жарамды мәндер: { $known }.
args-conflict = { $argument } және { $other } бірге көрсетілмейді.
args-not-text = Аргумент UTF-8 кодтауындағы мәтін емес.
args-wrong = «{ $argument }» аргументі қате жазылған.

## Операциялық жүйе атаған себептер
io-not-found = ол жоқ
io-permission-denied = бұл пайдаланушының құқығы жоқ
io-address-in-use = мекенжайды басқа бағдарлама пайдаланып тұр
io-address-not-available = бұл компьютерде мұндай мекенжай жоқ
io-storage-full = дискіде орын қалмаған
io-read-only = файлдық жүйе тек оқуға арналған
io-is-a-folder = бұл — қалта
io-not-a-folder = бұл — қалта емес
io-not-text = бұл UTF-8 кодтауындағы мәтін емес
io-other = { $text }

## Конфигурация
config-unreadable = { $path } конфигурациясын оқу мүмкін емес: { $cause }.
config-wide-no-archive = Конфигурацияда кең ауқымды сұрау салуларды орындайтын тораптар көрсетілген (ledger.wide), ал олар оқитын архив қоймасы көрсетілмеген (ledger.archive).
config-wide-not-built = Конфигурацияда кең ауқымды сұрау салуларды орындайтын тораптар көрсетілген (ledger.wide), ал Talap бағдарламасының бұл құрастырылымында ондай мүмкіндік жоқ: оны «wide» мүмкіндігімен құрастырыңыз немесе баптауды алып тастаңыз.
config-wide-unusable = Кең ауқымды сұрау салуларды дайындау мүмкін емес (ledger.wide). { $cause }
config-wrong = { $path } конфигурациясы, { $line }-жол: { $cause }.
config-unknown-key = «{ $key }» кілті белгісіз; кілттердің тізбесін «talap config schema» шығарады
config-not-as-expected = { $text }
config-value-wrong = { $path } конфигурациясы: { $cause }.
config-must-be-positive = { $key } мәні кемінде 1 болуға тиіс
config-message-too-short = { $key } мәні кемінде { $least } болуға тиіс: кез келген syslog хабарламасының ұзындығы осындай бола алады
config-address-wrong = { $key }: «{ $text }» — порты бар мекенжай емес; мысалы: 127.0.0.1:5514
config-offset-wrong = { $key }: «{ $text }» — UTC уақытынан ығысу емес; мысалы: +05:00
config-address-remote = { $key }: { $text } басқа компьютерлерден хабарлама қабылдайды, ал қарапайым syslog хаттамасы хабарламаларды шифрламайды және жіберушіні тексермейді; осылай қажет болса, collect.allow_remote = true деп көрсетіңіз

## Деректер қалтасы, сокет, файлдар
folder-cannot-create = { $path } деректер қалтасын жасау мүмкін емес: { $cause }.
folder-unusable = { $path } жолын пайдалану мүмкін емес: { $cause }.
folder-missing = { $path } әлі деректер қалтасы емес. Оны «talap up --data { $path }» командасымен жасаңыз.
folder-in-use = { $path } деректер қалтасымен басқа процесс жұмыс істеп тұр. Алдымен оны тоқтатыңыз немесе --data арқылы басқа қалтаны көрсетіңіз.
folder-not-empty-for-example = { $path } деректер қалтасында ұйымдар бұрыннан бар, сондықтан үлгі жүктелмеді. --data арқылы жаңа қалтаны көрсетіңіз.
socket-cannot-listen = { $path } жергілікті сокетін ашу мүмкін емес: { $cause }.
socket-nobody-answers = { $path } деректер қалтасын басқа процесс алып тұр, бірақ оның сокеті жауап бермейді. «talap up» іске қосылып не тоқтап жатса, әрекетті қайталаңыз; әйтпесе сол процесті аяқтаңыз.
socket-other-version = Жұмыс істеп тұрған «talap up» нұсқасы өзгеше. Оны қайта іске қосыңыз.
file-unreadable = { $path } файлын оқу мүмкін емес: { $cause }.
file-too-large = Файл { $limit } МиБ-тан үлкен. Оны бөліктерге бөліңіз.
key-unusable = { $path } кілтін пайдалану мүмкін емес: { $cause }.
key-lost = { $path } қалтасындағы оқиғалар тізілімінің қол қою кілті жоғалған. keys/ledger.key файлын резервтік көшірмеден қалпына келтіріңіз: жаңа кілтпен бұрынғы бақылау нүктелерінің бәрі күшін жояды.
runtime-cannot-start = Talap іске қосыла алмайды: { $cause }.
output-failed = Жауапты шығару мүмкін емес: { $cause }.
example-broken = Кіріктірілген үлгіні жүктеу мүмкін емес: { $cause }.
example-rows-refused = { $file } файлында қабылданбаған жолдар саны: { $n }

## Пайдаланушылар
access-nobody = { $who } пайдаланушысының мұнда рөлі жоқ. Рөлді әкімші береді: talap access grant { $who } РӨЛ.
access-granted = { $user } пайдаланушысына «{ $role }» рөлі берілді.
access-revoked = { $user } пайдаланушысынан «{ $role }» рөлі қайтарып алынды.
scope-all = барлық ұйымдар
forbidden = { $who }: { $right } құқығы жоқ.
right-read-records = жазбаларды оқу
right-read-personal-data = дербес деректерді оқу
right-write-records = жазбаларды өзгерту
right-write-structure = ұйымдарды, объектілерді және оқиғалар көздерін өзгерту
right-read-events = оқиғаларды оқу
right-append-events = оқиғаларды беру
right-assess = бағалау жүргізу
right-read-verdicts = бағалау нәтижелерін оқу
right-attest = талаптардың орындалғанын растау
right-grant-roles = рөлдерді беру және қайтарып алу
right-read-roles = берілген рөлдерді көру
id-invalid =
    { $kind ->
        [record] «{ $text }» — Talap берген сәйкестендіргіш емес; ол 01a214df-e3a2-7f5e-8753-1f757acceb1d түрінде болады.
        [clause] «{ $text }» — тармақтың нөмірі емес; ол 38.4 түрінде жазылады.
        [key] «{ $text }» жазбаның кілті бола алмайды: кілт бос болмайды, 200 таңбадан аспайды, бос орыннан басталмайды және бос орынмен аяқталмайды.
       *[other] «{ $text }» — жарамсыз сәйкестендіргіш ({ $kind ->
            [organisation] ұйым
            [object] объект
            [source] оқиғалар көзі
            [register] есепке алу журналы
            [statement] талап
            [trait] белгі
           *[other] { $kind }
        }): латынның кіші әріптері, цифрлар, «.», «_» және «-» рұқсат етіледі.
    }

## Жүктеу
import-done = Жүктелді: жаңа — { $created }, өзгертілген — { $updated }, өзгеріссіз — { $unchanged }, қабылданбаған — { $rejected }.
import-waiting = Оқиғалар тізілімі өзгерістерді әлі қабылдаған жоқ; олар келесі іске қосу немесе жүктеу кезінде енгізіледі: { $cause }
import-line = { $line }-жол
import-column = «{ $column }» бағаны
import-value = «{ $value }»
import-source-missing = Оқиғалар журналы файлының көзі көрсетілуге тиіс: --source ID.
import-source-only-for-events = --source оқиғалар журналының файлдарына ғана қатысты: talap import events ФАЙЛ --source ID.
sources-need-all-organisations = Оқиғалар көздері хабарламалардың тиесілілігін барлық ұйымдар үшін айқындайды. Оларды рөлдері барлық ұйымдарға қолданылатын тұлға ғана өзгерте алады.
import-source-unknown = «{ $source }» оқиғалар көзі тіркелмеген. Алдымен оны тіркеңіз: talap import sources ФАЙЛ.
events-imported = Тізілімге енгізілген оқиғалар: { $n }; танылмай, бастапқы түрінде сақталғаны: { $marked }.

events-imported-before = «{ $source }» оқиғалар көзінің бұл журнал файлы оқиғалар тізілімінде бұрыннан бар; ештеңе қосылған жоқ.
events-unreadable = Оқиғалар журналының файлын { $line }-жолдан кейін оқу мүмкін емес: { $cause }.
events-gzip-broken = Сығылған файл бүлінген немесе толық емес: { $cause }.
events-folder-empty = { $path } қалтасында файл жоқ.
events-folder-done = Файлдар: { $files }; оның ішінде оқиғалар тізілімінде бұрыннан бары: { $before }, оқылмағаны: { $failed }. Енгізілген оқиғалар: { $n }; танылмай, бастапқы түрінде сақталғаны: { $marked }.

## Оқиғалар көздері
sources-none = Оқиғалар көздері әлі тіркелмеген. Оларды енгізу: talap import sources ФАЙЛ.
sources-nobody-receives = Бұл деректер қалтасында talap up іске қосылмаған: желіден ештеңе қабылданбайды, мұнда оқиғалар тізіліміндегі мәліметтер ғана көрсетілген.
source-never = болған жоқ
source-in-order = қалыпты
source-awaited = бірінші оқиға күтілуде
source-silent = { $since } уақытынан бері оқиға жоқ (рұқсат етілген үзіліс — { $minutes } мин)
source-silent-ever = тіркелгеннен бері ({ $since }) бірде-бір оқиға келмеген (рұқсат етілген үзіліс — { $minutes } мин)
source-wrong-kind = оқиғалары тіркелген түріне немесе форматына сай емес
source-flood = оқиғалар ағыны минутына { $limit } шегінен асты
source-clock-off = сағатының айырмасы рұқсат етілген { $allowed } с шегінен асты
source-impossible-times = уақыты бір жылдан астам айырмамен көрсетілген оқиғалар: { $n }
source-clock-behind =
    { $unit ->
        [days] { $n } күн
        [hours] { $n } сағ
        [minutes] { $n } мин
       *[seconds] { $n } с
    } артта
source-clock-ahead =
    { $unit ->
        [days] { $n } күн
        [hours] { $n } сағ
        [minutes] { $n } мин
       *[seconds] { $n } с
    } алда
receiver-status = { $receiver }: қабылданған хабарламалар — { $received }, тіркелмеген көздерден — { $unregistered }.
receiver-no-loss = Жоғалғаны жоқ.
receiver-loss = Жоғалғаны: ядро тастап жіберген дейтаграммалар — { $kernel }, кезекке сыймаған немесе сақталмаған хабарламалар — { $queue }, қиылған байттар — { $bytes }, қабылданбаған байланыстар — { $refused }.

## Бағалау
assess-next = Негіздемесі: talap assess --object ID немесе --org ID.
assess-object-unknown = Сізге қолжетімді «{ $object }» объектісі мұнда жоқ.
assess-organisation-unknown = Сізге қолжетімді «{ $organisation }» ұйымы мұнда жоқ.
assess-evidence = Негізі: { $evidence }{ $more ->
        [0] .
       *[other] { " " }және тағы { $more }.
    }
assess-not-applicable-hidden = Қолданылмайтын талаптар: { $n }; себептерін --json көрсетеді.
clause-sign = БТ
status-met = орындалған
status-not-met = орындалмаған
status-unknown = белгісіз
status-not-applicable = қолданылмайды
status-heading-met = ОРЫНДАЛҒАН ({ $n })
status-heading-not-met = ОРЫНДАЛМАҒАН ({ $n })
status-heading-unknown = БЕЛГІСІЗ ({ $n })
mode-enforced = жүйе қамтамасыз етеді
mode-checked = деректер бойынша тексеріледі
mode-attested = жауапты тұлға растайды
mode-informative = анықтама үшін
subject-organisation = ұйым
object-kind-information-system = ақпараттық жүйе
object-kind-internet-resource = интернет-ресурс
object-kind-electronic-information-resource = электрондық ақпараттық ресурс
object-kind-software = бағдарламалық қамтылым
object-kind-technological-platform = технологиялық платформа
object-kind-hardware-software-complex = аппараттық-бағдарламалық кешен
object-kind-network = желі
object-kind-server-room = серверлік үй-жай

## Кестелер
table-subject = ID
table-name = Атауы
table-kind = Түрі
table-class = Сыныбы
table-met = Орындалған
table-not-met = Орындалмаған
table-unknown = Белгісіз
table-not-applicable = Қолданылмайды
table-identity = Кім
table-role = Рөлі
table-organisation = Ұйым
table-since = Қашаннан бері
table-by = Берген
table-source = Оқиғалар көзі
table-object = Объект
table-last-event = Соңғы оқиға (UTC)
table-per-minute = Минутына оқиға
table-clock = Сағаты
table-state = Жай-күйі
query-rows = Жолдар саны: { $n }
query-rows-cut = Алғашқы { $n } жол көрсетілді; тағы да бар. Сұрау салуды нақтылаңыз немесе LIMIT қосыңыз.
help-option-search = Оқиғаларды іздеу бетіндегідей сөздермен іздеу, мысалы: user:ivanov "failed password" соңғы 7 күн
help-option-format-events = table (кесте), json (әр оқиғаға немесе жауаптың әр жолына бір жолдан), csv немесе parquet
help-option-output = Жазылатын файл; көрсетілмесе, жауап экранға шығарылады
help-option-follow = --search параметрімен бірге: жаңа оқиғаларды команда тоқтатылғанша түскен сайын көрсету (table немесе json)
table-event-seq = Нөмірі
table-event-happened = Уақыты
table-event-object = Объект
table-event-host = Торап
table-event-program = Бағдарлама
table-event-user = Пайдаланушы
table-event-address = Мекенжай
table-event-message = Хабарлама
table-event-act = Әрекет кілті
query-parquet-needs-file = Parquet — мәтін емес: файлды --output арқылы көрсетіңіз.
query-follow-format = --follow жаңа оқиғаларды кесте немесе json түрінде шығарады, файл жазбайды.
query-follow-sql = --follow тек --search параметрімен қолданылады: SQL сұрау салуының жауабы шекті. Оқиғаларды қадағалау үшін сұрау салуды іздеу бетіндегідей сөздермен жазыңыз.
query-json-output = --json бір ғана объект шығарады. Файл үшін --format json, csv немесе parquet көрсетіңіз.
query-follow-needs-up = Оқиғалар түсіп жатқан жоқ: бұл деректер қалтасымен Talap іске қосылмаған. «talap up» командасын іске қосып, қайталаңыз.
query-follow-stopping = «talap up» жұмысын аяқтап жатыр, жаңа оқиғалар түспейді. Оны қайта іске қосып, қайталаңыз.
query-output-in-data-folder = «{ $path }» — деректер қалтасының ішінде. Файлды басқа қалтаға жазыңыз.
query-written = «{ $path }» файлы жазылды: оқиғалар — { $n }, байттар — { $bytes }.
query-written-rows = «{ $path }» файлы жазылды: жолдар — { $n }, байттар — { $bytes }.
query-broken-off = Жауап соңына жетпей үзілді: { $cause }
query-events-cut = Ең соңғы { $n } оқиға көрсетілді; тағы да бар. Іздеуді нақтылаңыз немесе файлға жазыңыз: --format csv не parquet.

## Тексеру
verify-sound = Оқиғалар тізілімінің тұтастығы бұзылмаған: оқиғалар — { $events }, топтамалар — { $batches }, файлдар — { $files }, бәрі { $time } бақылау нүктесіне сәйкес келеді.
verify-beyond = Бақылау нүктесінен кейін түскен оқиғалар: { $n }; бұл нүкте оларды әлі қамтымайды.
verify-problems = Оқиғалар тізіліміндегі бұзушылықтар: { $n }
stats-clauses = Тармақтар: { $n }
stats-statements = Талаптар: { $n }
stats-modes = Орындалу тәсілдері бойынша тармақтар: жүйе қамтамасыз етеді — { $enforced }, деректер бойынша тексеріледі — { $checked }, жауапты тұлға растайды — { $attested }, анықтама үшін — { $informative }
stats-languages = Мәтіні толық талаптар: қазақша — { $kk }, орысша — { $ru }, ағылшынша — { $en }

## up
up-created = { $path } деректер қалтасы жасалды. Сіз ({ $user }) оның ақпараттық қауіпсіздікке жауапты алғашқы тұлғасы, әкімшісі және тіркеушісісіз.
up-opened = Деректер қалтасы: { $path }.
up-recovered = Соңғы тоқтаудан кейін алдын ала жазу журналынан қалпына келтірілген оқиғалар: { $events }; алып тасталған расталмаған байттар: { $torn }.
up-step-example = Үлгі ұйым жүктелуде …
up-step-verify = Оқиғалар тізілімі тексерілуде …
up-step-assess = Талаптар бағалануда …
up-step-open = Деректер қалтасы ашылуда …
up-step-stop = Тоқтатылуда: оқиғалар мөрленуде …
up-step-done = { $seconds } с ішінде аяқталды
up-example-loaded = Үлгі жүктелді: жазбалар — { $records }, оқиғалар — { $events }.
up-receiving = { $protocol }: { $address } мекенжайында қабылдануда.
up-receiving-nothing = Оқиғаларды қабылдау бапталмаған.
up-assessed = Алынған бағалау нәтижелері: { $n } ({ $millis } мс ішінде).
up-nothing-yet = Әзірге ұйымдар жоқ. Өз ұйымыңызды жүктеңіз: talap import organisations ФАЙЛ --data { $path }. Алдымен танысып шығу үшін: talap up --example --data БАСҚА-ҚАЛТА.
up-next = Келесі қадам, басқа терминалда: { $command }
up-running = Talap жұмыс істеп тұр; тоқтату — Ctrl-C.
up-stopped = Тоқтатылды; расталғанның бәрі оқиғалар тізілімінде.
up-assess-failed = Мерзімдік бағалау орындалмады: { $cause }
up-verify-failed = Оқиғалар тізілімінің тұтастығы бұзылған. «talap ledger verify --data { $path }» командасын орындаңыз.

## Records
help-record = Есепке алу журналының бір жазбасы
help-put = Жазба енгізу: жаңасын немесе осы кілті бар жазбаның басқа мәндерін
help-void = Жазбаны жарамсыз деп тану; ол себебімен бірге оқуға қолжетімді болып қалады
help-show = Жазбаны және оның барлық өзгерістерін көрсету
help-option-reason = Жазба неге жарамсыз
help-value-values = ӨРІС=МӘН …
help-value-key = КІЛТ
help-value-text = МӘТІН
help-argument-values = Журналдың өрістері; бос мән өрісті тазартады
help-argument-key = Жазбаның кілті
help-argument-register-records = Есепке алу журналы: organisations, objects, people, documents …
help-usage-put = talap record put ЖУРНАЛ КІЛТ --org ID ӨРІС=МӘН …
help-usage-void = talap record void ЖУРНАЛ КІЛТ --org ID --reason МӘТІН
help-usage-show = talap record show ЖУРНАЛ КІЛТ --org ID [--json]
record-not-a-pair = «{ $text }» ӨРІС=МӘН түрінде жазылмаған.
record-field-twice = «{ $field }» өрісі екі рет көрсетілген.
record-created = { $record } жазбасы енгізілді.
record-updated = { $record } жазбасы өзгертілді.
record-voided = { $record } жазбасы жарамсыз деп танылды.
record-unchanged = { $record } жазбасында осы мәндер бар; өзгеріс жоқ.
record-missing = «{ $register }» журналында «{ $organisation }» ұйымының сізге қолжетімді «{ $key }» жазбасы жоқ.
record-heading = { $register } «{ $key }», { $version }-нұсқа
record-is-void = {"  "}Жазба жарамсыз.
record-change-created = {"  "}енгізілген { $at }, { $by }, { $event }
record-change-updated = {"  "}өзгертілген { $at }, { $by }, { $event }
record-change-voided = {"  "}жарамсыз деп танылған { $at }, { $by }, { $event }
help-report = Құжаттар
help-report-object = Ақпараттандыру объектісінің жай-күйі туралы анықтама (PDF)
help-report-organisation = Ұйымның жай-күйі туралы анықтама (PDF)
help-decree-import = Ресми мәтінді жүктеу: беттерде ол талаптардың қасында көрсетіледі
help-link = Есептік жазбаға бір реттік сілтеме жасау (пароль ұмытылса)
help-option-out = Жазылатын файл
help-option-lang-paper = Құжаттың тілі: kk, ru немесе en
help-argument-object = Ақпараттандыру объектісінің сәйкестендіргіші
help-argument-organisation = Ұйымның сәйкестендіргіші
help-argument-account = Есептік жазбаның аты
help-value-account = ЕСЕПТІК_ЖАЗБА
help-usage-report-object = talap report object ID --lang ТІЛ --out ФАЙЛ
help-usage-report-organisation = talap report organisation ID --lang ТІЛ --out ФАЙЛ
help-usage-decree-import = talap decree import ФАЙЛ --lang ТІЛ [--as-of КҮН]
help-usage-link = talap access link ЕСЕПТІК_ЖАЗБА
config-tls-incomplete = «{ $key }»: tls_certificate және tls_key бірге көрсетілуге тиіс
config-pages-wrong = { $key }: «{ $text }» — беттердің мекенжайы емес; мысалы: https://talap.example.kz
config-needs-tls = «{ $key }»: { $text } — осы компьютерден тыс мекенжай, ол үшін tls_certificate және tls_key қажет
decree-imported = Ресми мәтін { $redaction } күнгі редакцияда қабылданды: { $clauses } тармақ. Беттерде ол талаптармен қатар көрсетіледі.
report-written = Құжат { $path } файлына жазылды ({ $bytes } байт).
file-unwritable = { $path } файлын жазу мүмкін емес: { $cause }.
access-link = { $account } есептік жазбасына арналған бір реттік сілтеме (24 сағат жарамды): { $link }
up-pages = Беттер: { $address }
up-link = { $account } есептік жазбасына кіріп, пароль орнататын бір реттік сілтеме: { $link }
report-in-data-folder = «{ $path }» — деректер қалтасының ішінде. Құжатты басқа қалтаға жазыңыз.

## Қаулы мәтіндері және каталог
help-applicability = Ұйымға немесе ақпараттандыру объектісіне қандай талаптар қолданылады, неліктен және қашаннан бері
help-diff = Екі ресми мәтін арасында немесе мәтін мен каталог арасында не өзгерді; аяқталу коды 2: айырмашылық бар
help-decree-show = Тармақ: талаптары мен ресми мәтіні, қазір немесе өткен күнге
help-review = Тармақтың жаңа редакциясын қаралған деп белгілеу
help-discrepancies = Қаулының тілдік нұсқалары арасындағы айырмашылықтар
help-search = Талаптардан, глоссарийден және ресми мәтіндерден іздеу
help-check = Каталогты тексерулермен және есепке алу журналдарымен салыстыру
help-catalog-record = Каталог жазбалары сәйкес келетін ресми мәтіндерді тіркеп қою
help-argument-files = Бұрынғы және жаңа мәтін; бір файл каталогпен салыстырылады
help-argument-clause = Тармақ: 38.4
help-argument-words = Сөздер немесе тармақ нөмірінің басы
help-value-files = ФАЙЛ
help-value-clause = ТАРМАҚ
help-value-words = СӨЗДЕР
help-value-day = КҮН
help-option-as-of = Редакция күні, мысалы, 2024-05-13 (көрсетілмесе, соңғы өзгерту актісінің күні)
help-option-on = Күн, мысалы, 2026-01-31 (көрсетілмесе, бүгін)
help-option-note = Қарап шыққан адамның ескертпесі
help-option-kk = Қазақ тіліндегі ресми мәтін
help-option-ru = Орыс тіліндегі ресми мәтін (әзірге оқылмайды)
help-option-en = Ағылшын тіліндегі мәтін
help-usage-applicability = talap applicability --object ID | --org ID [--json]
help-usage-diff = talap decree diff БҰРЫНҒЫ [ЖАҢА] --lang ТІЛ [--json]
help-usage-decree-show = talap decree show ТАРМАҚ [--on КҮН] [--object ID | --org ID] [--json]
help-usage-review = talap decree review ТАРМАҚ [--note МӘТІН]
help-usage-discrepancies = talap decree discrepancies [--json]
help-usage-search = talap decree search СӨЗДЕР [--json]
help-usage-catalog-record = talap catalog record --kk ФАЙЛ [--ru ФАЙЛ] [--en ФАЙЛ] --out catalog/recorded.toml
args-subject-missing = Объектіні (--object) немесе ұйымды (--org) көрсетіңіз.
decree-day-wrong = «{ $text }» күн емес. Оны 2026-01-31 түрінде жазыңыз.
decree-redaction-unclear = Мәтінде өзгерту актісі аталмаған, сондықтан редакция күні белгісіз. Оны --as-of арқылы көрсетіңіз.
decree-import-unreviewed = { $n } тармақ каталог жазбалары жасалған мәтіннен өзгеше жазылған және оны ешкім қарамаған. «talap decree diff» және «talap decree review» командаларын қараңыз.
decree-import-replaced = { $n ->
        [0] { $redaction } күнгі редакциядағы мәтін бұрын жүктелген; айырмашылығы жоқ.
       *[other] Ол { $redaction } күнгі редакцияның бұрын жүктелген мәтінін алмастырды: { $n } тармақ өзгеше.
    }
decree-import-pending = { $redaction } күні әлі келген жоқ: оған дейін қолданыстағы мәтін ретінде алдыңғы мәтін көрсетіледі.
decree-redaction-early = { $day } күні мәтінде аталған соңғы өзгерту актісінен немесе қаулының өзінен ({ $earliest }) бұрын: мәтін бұл күнгі редакцияда бола алмайды.
decree-language-not-recorded = Каталогта жазбалар жасалған { $language ->
        [kk] қазақ тіліндегі
        [ru] орыс тіліндегі
       *[en] ағылшын тіліндегі
    } мәтін туралы мәлімет жоқ. Салыстыру үшін екі мәтін беріңіз немесе мәтінді «talap catalog record» командасымен тіркеп қойыңыз.
decree-clause-unknown = { $clause } тармағы каталогта да, жүктелген мәтіндерде де жоқ.
decree-clause-without-entry = (каталогта бұл тармақ туралы жазба әлі жоқ)
decree-change-added = + { $clause }  толықтырылған
decree-change-excluded = × { $clause }  актімен алып тасталған
decree-change-removed = - { $clause }  енді жоқ
decree-change-reworded = ~ { $clause }  басқаша жазылған
decree-change-renumbered = → { $clause }  нөмірі өзгерген, бұрын { $from }
decree-touches-statements = талаптар: { $names }
decree-touches-checks = тексерулер: { $names }
decree-touches-registers = есепке алу журналдары: { $names }
decree-diff-count = { $n ->
        [0] Айырмашылық жоқ.
       *[other] { $n } тармақ өзгеше.
    }
decree-discrepancy-missing = мәтінде жоқ ({ $language })
decree-discrepancy-excluded = тек мына мәтінде алып тасталған ({ $language })
decree-discrepancy-numbers = сандар: тек { $language } мәтінде: { $one }; тек { $second } мәтінде: { $other }
decree-discrepancy-amendments = өзгерту актілері: тек { $language } мәтінде: { $one }; тек { $second } мәтінде: { $other }
decree-discrepancies-need-texts = Тілдік нұсқалар екеуі де жүктелгеннен кейін салыстырылады: «talap decree import ФАЙЛ --lang ТІЛ».
decree-discrepancies-count = Айырмашылықтар: { $n }
decree-reviewed = { $clause } тармағы: жаңа редакция { $at } қаралған деп белгіленді, { $by }.
decree-show-on = { $day } күнгі жай-күйі
decree-show-mode = Орындалу тәсілі: { $mode }
decree-show-unknown = белгісіз
decree-show-absent = { $redaction } күнгі редакцияда мұндай тармақ жоқ
decree-show-reviewed = { $redaction } күнгі редакцияның мәтіні { $at } қаралды, { $by }.
decree-show-unreviewed = { $redaction } күнгі редакцияның мәтіні жазба жасалған мәтіннен өзгеше және оны ешкім қарамаған.
decree-show-assessed = { $at } бағалау бойынша:
decree-show-not-assessed = Жай-күйі белгісіз: осы күнге дейін бағалау жүргізілмеген.
clause-unreviewed = Тармақтың мәтіні өзгерген және әлі қаралмаған.
applicability-heading-binds = Қолданылады: { $n }
applicability-heading-not-known = Белгілер көрсетілмейінше белгісіз: { $n }
applicability-heading-does-not-bind = Қолданылмайды: { $n }
applicability-since = Осы объектіге немесе ұйымға { $day } бастап
search-statement = талап
search-clause = тармақ
search-term = термин
search-official = ресми мәтін
search-nothing = «{ $words }» табылмады. Аздау сөзбен немесе сөздің басымен іздеп көріңіз.
language-kk = қазақ тіліндегі
language-ru = орыс тіліндегі
language-en = ағылшын тіліндегі
catalog-sound = Каталог дұрыс: { $clauses } тармақ, { $statements } талап; барлық тексеру орындалады.
catalog-not-recorded = recorded.toml файлы жоқ немесе онда бірде-бір тармақ жоқ: ресми мәтіннің өзгерістері байқалмай қалар еді. Оны «talap catalog record» командасымен жасаңыз.
catalog-recorded = { $clauses } тармақтың мәтіні { $path } файлында тіркелді.
help-export = Каталогты OSCAL құжаттары немесе заңгерге арналған кесте (XLSX) түрінде жазу
help-option-format = oscal, trestle (compliance-trestle үшін OSCAL) немесе xlsx
help-option-out-export = Жазылатын қалта (oscal, trestle) немесе файл (xlsx)
help-value-format = ФОРМАТ
help-usage-export = talap catalog export --format ФОРМАТ --out ЖОЛ
catalog-exported = Жазылды: { $path }

## Мөрленген файлдардың өмірі
help-status = Оқиғалар тізілімінде не, қайда және қай мерзімге дейін сақталатыны
help-usage-status = talap ledger status [--json]
help-option-archive = Тізілімнің архив қоймасы: file:///қалта немесе s3://бакет/префикс (көрсетілмесе, конфигурациядағысы алынады)
help-value-url = URL
config-keeps-too-short = { $key } мәні { $asked } ай, ал ең аз мәні { $least } ай: конфигурация оқиғаларды сақтау мерзімін ұзарта алады, бірақ қысқарта алмайды
up-tend-failed = Мөрленген оқиғаларға қызмет көрсету орындалмады: { $cause }
verify-archived = Архив қоймасынан да файлдар оқылды: { $n }.
verify-expired = Сақтау мерзімі өтіп жойылған оқиғалар: { $events }, бөлімдер: { $partitions }; олар туралы қол қойылғанның бәрі күшінде қалады.
status-retention = Оқиғалар { $kept } ай сақталады, кемінде { $online } ай жедел қолжетімді болады.
status-no-retention = Сақтау мерзімі белгіленбеген: ештеңе архивтелмейді және жойылмайды.
status-events = Барлық оқиға: { $events }, оның ішінде алдын ала жазу журналында: { $tail }.
status-online = Жедел қолжетімді: бөлімдер — { $partitions }, файлдар — { $files }, көлемі — { $size }, { $day } күнінен бастап.
status-archived = Архив қоймасында: бөлімдер — { $partitions }, файлдар — { $files }, көлемі — { $size }, { $day } күнінен бастап.
status-expired = Сақтау мерзімі өтіп жойылды: бөлімдер — { $partitions }, оқиғалар — { $events }.
status-next-expiry = Мерзімі бойынша келесі жою: { $day } күнінен бастап (бөлімдер: { $partitions }).
status-archive-reached = { $place } архив қоймасы жауап береді.
status-archive-none = Архив қоймасы бапталмаған; бәрі деректер қалтасында қалады.
status-server-answers = { $purpose }, { $address }: жауап береді. { $waiting }
status-server-answers-alone = { $purpose }, { $address }: жауап береді.
status-server-failed = Соңғы қате, { $at }: { $cause }
status-server-away = { $purpose }, { $address }: { $since } бері жауап бермейді. { $cause } { $waiting }
status-server-away-alone = { $purpose }, { $address }: { $since } бері жауап бермейді. { $cause }
status-server-unfit = { $purpose }, { $address }: { $since } бері ақаулы. { $cause }
status-servers-none = Серверлер пайдаланылмайды; бәрі { $path } қалтасында сақталады.
status-lease = Оқиғалар тізілімін { $node } торабы жүргізеді; торап ұзартпаса, оның жалдау мерзімі { $until } аяқталады.
table-events = Оқиғалар
table-size = Көлемі
table-oldest = Ең ерте күн
table-archived = Архивте
table-kept-until = Сақталу мерзімінің соңы
size-bytes = { $n } Б
size-kib = { $n } КиБ
size-mib = { $n } МиБ
size-gib = { $n } ГиБ
size-tib = { $n } ТиБ
help-source = Оқиғалар көздерінің токендері
help-token = Тіркелген оқиғалар көзінің токенін жасау: көз оқиғаларды HTTP және OTLP арқылы сол токенмен жібереді
help-tokens = Оқиғалар көздерінің токендерін көрсету
help-source-revoke = Оқиғалар көзінің токенін қайтарып алу
help-usage-source-token = talap source token КӨЗ --name МӘТІН [--until КҮН] [--json]
help-usage-source-revoke = talap source revoke ID
help-value-source = КӨЗ
help-argument-source = Тіркелген оқиғалар көзінің сәйкестендіргіші
help-argument-token = Токеннің сәйкестендіргіші (talap source tokens көрсетеді)
help-option-name = Токеннің атауы: оны қай бағдарлама пайдаланады
help-option-until = Токен күшін жоятын күн, мысалы, 2027-01-01 (көрсетілмесе, мерзімсіз)
source-token-until-wrong = --until: «{ $text }» күн емес; 2027-01-01 түрінде жазыңыз.
source-token-made = { $source } оқиғалар көзінің токені ({ $id }). Ол бір рет қана көрсетіледі: { $token }
source-token-revoked = { $source } оқиғалар көзінің «{ $name }» токені қайтарып алынды.
source-token-is-good = жарамды
source-token-is-revoked = қайтарып алынған
table-token = Токен
table-made = Жасалған
table-until = Жарамдылық мерзімі
table-used = Пайдаланылған
config-listener-pair = { $key }: certificate және key бірге көрсетіледі
config-listener-ca-alone = { $key }: client_ca үшін certificate және key қажет
config-listener-revoked-alone = { $key }: client_revoked үшін client_ca қажет
config-listener-needs-tls = { $key }: { $text } осы компьютерден тыс жерден қолжетімді, сондықтан certificate және key қажет
config-listener-needs-ca = { $key }: { $text } осы компьютерден тыс жерден қолжетімді, сондықтан жіберушілердің сертификаттарын тексеретін client_ca қажет
up-connections-bounded = Жүйе бұл процеске { $files } ашық файлға ғана рұқсат береді, сондықтан әр қабылдағышта { $connections } байланыстан артық болмайды. Көбірек қажет болса, «ulimit -n» мәнін арттырыңыз.
## Оқиғаларды сәйкестендіру
help-mapping = Оқиғалардың мағынасын айқындайтын сәйкестендіру қағидалары
help-mapping-list = Сәйкестендіру қағидалары мен олардың нұсқаларының тізбесін шығару
help-explain = Журнал файлының әр жолынан не алынатынын көрсету; ештеңе сақталмайды
help-option-format-log = Файлдың «sources» журналында жазылатын форматы
help-option-source-explained = Жолдар алынды деп есептелетін оқиғалар көзі
help-usage-explain = talap mapping explain ФАЙЛ --format ФОРМАТ [--source ID] [--json]
# The grown size.
config-stream-wrong = { $key }: «{ $text }» ағын атауы бола алмайды; латын әріптерін, цифрларды, - және _ белгілерін қолданыңыз
config-replicas-wrong = { $key } мәні 1-ден 5-ке дейін болуға тиіс
config-lease-too-short = { $key } мәні кемінде { $least } болуға тиіс
config-two-credentials = { $key }: nkey_file пен credentials_file бірге көрсетілмейді
config-needs-postgres = { $key }: grown.nats_url берілгенде PostgreSQL дерекқоры көрсетілуге тиіс, өйткені жазбалар барлық торапқа ортақ
config-nats-url-wrong = { $key }: «{ $text }» — tls://nats-1:4222 түріндегі мекенжай емес
config-secret-in-url = { $key }: мекенжайда пайдаланушы аты мен пароль болмауға тиіс; grown.nkey_file немесе grown.credentials_file қолданыңыз
config-nats-needs-tls = { $key }: { $text } осы компьютерден тыс орналасқан, nats:// орнына tls:// қажет
up-waits = { $cause } Talap күтеді, әрекетті біртіндеп ұзаратын аралықтармен өзі қайталайды, содан кейін іске қосуды жалғастырады. Оған дейін жіберушілердің қосылымдары қабылданбайды: сақталмаған нәрсе ешкімге сақталды деп расталмайды. Ctrl-C жұмысты тоқтатады.
up-database-there = Жазбалар қоймасы қолжетімді; іске қосу жалғасуда.
up-stream-there = NATS қолжетімді; іске қосу жалғасуда.
up-objects-there = Мөрленген файлдардың { $place } қоймасы қайтадан қолжетімді.
up-stopped-early = Іске қосу аяқталмай тұрып тоқтатылды; расталғанның бәрі сақталған.
up-stream = Оқиғалар алдымен NATS серверінің { $stream } ағынына түседі; бұл торап — { $node }.
up-stream-sync-unknown = Назар аударыңыз: NATS серверлерінен әр хабарламаны растағанға дейін дискіге жаза ма (sync_interval: always) деп сұралмады. Онсыз электр қуаты үзілсе, расталған оқиғалар жоғалуы мүмкін. Олардың мониторинг мекенжайларын grown.monitor_urls ішінде көрсетіңіз.
up-stream-lost = NATS серверімен байланыс үзілді. Байланыс қалпына келгенше оқиғалар жіберушілерде күтеді.
up-stream-silent = NATS серверлері уақытында жауап бермейді.
up-stream-back = NATS серверімен байланыс қалпына келді.
up-stream-server-silent = Назар аударыңыз: { $cause } Серверлердің көпшілігі жауап беріп тұрғанда Talap бұл серверсіз жұмыс істейді және оны он бес секунд сайын тексереді.
up-stream-server-unfit = Ақаулық: { $cause } Ол жойылғанша расталған оқиғалар жоғалуы мүмкін.
up-stream-server-fit = { $server } мекенжайындағы NATS сервері жауап береді және әр хабарламаны растағанға дейін дискіге жазады.
up-standing-by = Оқиғалар тізілімін { $node } торабы жүргізіп отыр. Бұл торап оқиғаларды қабылдайды және ол торап жауап бермей қалса, оны алмастырады; Ctrl-C жұмысты тоқтатады.
grown-key-missing = Оқиғалар тізілімін басқа торап бастаған. Сол жақтан keys/ledger.key файлын { $path } жолына тек иесі оқи алатындай етіп көшіріп, қайта іске қосыңыз.
grown-needs-up = Бұл оқиғалар тізілімін бірнеше торап жүргізеді (конфигурацияның [grown] бөлімі). Команданы оны қазір жүргізіп отырған торапта, ондағы «talap up» жұмыс істеп тұрғанда орындаңыз.
up-lease-taken = Енді оқиғалар тізілімін осы торап жүргізеді (жүргізу құқығының нөмірі — { $token }).
up-lease-over = Бұл тораптың оқиғалар тізілімін жүргізу құқығының мерзімі аяқталды: дерекқорға уақытында сұрау салу мүмкін болмады немесе құқық басқа торапқа өтті. Жазуды бір ғана торап жүргізуі үшін процесс аяқталады; расталғанның бәрі сақталған. Talap бағдарламасын қайта іске қосыңыз.
up-database-lost = { $cause } Бұл торап оқиғаларды қабылдай береді: олар ағында күтеді, ал оқиғалар тізілімінде сақталмаған ештеңе сақталды деп расталмайды.
up-database-back = Дерекқор қайтадан жауап береді.
up-lease-slips = Оқиғалар тізілімін жүргізу құқығының мерзімі уақытында ұзартылмады.
up-ledger-rests = Бұл торап оқиғалар тізілімін жүргізуді уақытша тоқтатады. { $cause } Ол оқиғаларды қабылдай береді: олар ағында күтеді, ал тізілім мүмкін болысымен осы немесе басқа торапта қайтадан жүргізіледі. Расталғанның бәрі сақталған.
up-objects-lost = Мөрленген файлдардың { $place } қоймасы қолжетімсіз: { $cause }. Жаңа оқиғалар қабылданады, ал мөрленген файлдар қойма жауап бергенше күтеді.
up-objects-back = Мөрленген файлдардың қоймасы қайтадан жауап береді; күтіп тұрған файл қалмады.
up-receiving-only = Бұл торап оқиғаларды тек қабылдайды; Ctrl-C жұмысты тоқтатады.
up-stopped-receiving = Тоқтатылды; расталғанның бәрі ағында.
