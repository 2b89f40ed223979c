# Оқиғалар тізілімі: диск, кілттер, ашу, жазу, тексеру.

ledger-disk-full = Дискіде { $path } үшін орын қалмады: { $cause }. Орын босатып, Talap бағдарламасын қайта іске қосыңыз; расталған оқиғалардың бәрі сақталған.
ledger-disk-read-only = { $path } тек оқуға арналған файлдық жүйеде орналасқан: { $cause }. Оны жазу құқығымен қосып, Talap бағдарламасын қайта іске қосыңыз.
ledger-disk-permission = Операциялық жүйе Talap бағдарламасына { $path } жолына қол жеткізуге рұқсат бермейді: { $cause }. Иесі мен қолжетімділік құқықтарын тексеріңіз.
ledger-disk-not-found = { $path } жоқ: { $cause }.
ledger-disk-read = { $path } оқылмады: { $cause }.
ledger-disk-write = { $path } жазылмады: { $cause }.

ledger-key-malformed = { $place } ішінде оқиғалар тізілімінің кілті жоқ.
ledger-key-exposed = { $path } жабық кілті осы компьютердің басқа пайдаланушыларына ашық. Қолжетімділікті тек иесіне қалдырыңыз (0600 құқығы) және кілттің құпиялығы бұзылған-бұзылмағанын бағалаңыз.
ledger-key-name = «{ $name }» кілттің атауы бола алмайды: атау бос болмайды, онда бос орын, жол ауысу таңбасы және плюс таңбасы болмайды.

ledger-in-use = { $path } қалтасындағы оқиғалар тізілімін жұмыс істеп тұрған басқа процесс пайдаланып жатыр. Сол процесті тоқтатыңыз немесе команданы сол арқылы орындаңыз.
ledger-damaged = Оқиғалар тізілімі бүлінген: { $path }, { $offset }-байт: { $cause }. Ештеңе өзгертілген жоқ. Барлық алшақтықты көру үшін talap ledger verify командасын орындаңыз және қалтаны резервтік көшірмеден қалпына келтіріңіз.
ledger-other-key = { $path } файлына басқа кілтпен немесе атауы басқа оқиғалар тізілімі үшін қол қойылған. Кілт файлын және конфигурациядағы тізілім атауын тексеріңіз.
ledger-event-too-large = Оқиғаның көлемі ({ $size } байт) оқиғалар тізілімі қабылдайтын шектен ({ $limit } байт) асады. Оқиға жазылған жоқ.
ledger-failed = Жазу қатесінен кейін оқиғалар тізілімі ештеңе қабылдамайды. { $cause } Себебін жойып, Talap бағдарламасын қайта іске қосыңыз.
ledger-closed = Оқиғалар тізілімі жабылып қойған.
ledger-unreadable = Тізілімнің оқиғаларын оқу мүмкін емес: { $cause }

ledger-none-here = { $path } қалтасында оқиғалар тізілімі жоқ.

ledger-problem = { $path }: { $reason }.
ledger-problem-at-byte = { $path }, { $offset }-байт: { $reason }.
ledger-problem-at-line = { $path }, { $line }-жол: { $reason }.
ledger-problem-at-events = { $path }, { $first }–{ $last }-оқиғалар: { $reason }.

ledger-problem-missing = файл жоқ
ledger-problem-stray = файл оқиғалар тізіліміне жатпайды
ledger-problem-not-empty = файл бос болуға тиіс
ledger-problem-unreadable = файл оқылмайды ({ $cause })
ledger-problem-too-large = файл { $limit } байттан үлкен, ал бұл — оқылатын ең үлкен көлем
ledger-problem-not-a-checkpoint = мұнда қол қойылған бақылау нүктесі жоқ
ledger-problem-other-key = бақылау нүктесіне басқа кілтпен немесе атауы басқа оқиғалар тізілімі үшін қол қойылған
ledger-problem-signature = қолтаңба бақылау нүктесіне сәйкес келмейді
ledger-problem-not-the-last = бақылау нүктесі тарихтағы соңғы нүкте емес
ledger-problem-shrinks = бақылау нүктесі алдыңғысын жалғастырмайды
ledger-problem-history-end = тарих бақылау нүктесімен аяқталмайды
ledger-problem-history-cut = осы бақылау нүктесінің алдындағы нүктелер жойылған немесе өзгертілген
ledger-problem-root = { $size ->
    [one] { $size } топтамадан
   *[other] { $size } топтамадан
  } тұратын ағаштың түбірі қол қойылған түбірден өзгеше
ledger-problem-leaves-missing = ағаш жапырақтары жетіспейді: { $expected } орнына { $found }
ledger-problem-leaves-stray = ешбір топтамаға жатпайтын жапырақтар бар
ledger-problem-manifest = файлдар тізбесі қол қойылған тізбеге сәйкес келмейді
ledger-problem-manifest-line = Talap мұндай жол жазбайды
ledger-problem-manifest-line-wrong = жол өзі сипаттайтын файлдың мазмұнына сәйкес келмейді
ledger-problem-size = файл көлемі — { $found } байт, ал { $expected } байт жазылған еді
ledger-problem-content = мазмұны жазылғаннан кейін өзгертілген
ledger-problem-batch = оқиғалардың { $batch }-топтамасы қол қойылғанға сәйкес келмейді
ledger-problem-batch-twice = оқиғалардың { $batch }-топтамасы екі рет кездеседі
ledger-problem-batches-missing = оқиғалардың { $first }–{ $last }-топтамалары жоқ
ledger-problem-count = { $expected } оқиғаның { $found } оқиғасы қол қойылғанға сәйкес келеді
ledger-problem-log = алдын ала жазу журналы бүлінген ({ $cause })
ledger-problem-rolled-back = оқиғалардың { $batch }-топтамасы кейінгі бақылау нүктесінен соң файлға көшірілген, бірақ ол нүкте енді жоқ: оның орнына бұрынырақ жасалған нүкте қойылған
