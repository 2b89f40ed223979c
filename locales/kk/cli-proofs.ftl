# Командалық жол: жеке оқиғалардың дәлелдері, куәгерлер, уақыт белгілері.

help-prove = Бір оқиғаның дәлел файлын жазу: оны кез келген адам осы компьютерсіз тексере алады
help-check-proof = Бір оқиғаның дәлелін желіге қосылмай, тек ашық кілттердің көмегімен тексеру
help-witness = Басқа компьютерлердегі оқиғалар тізілімдерінің бақылау нүктелерін куәландыру
help-keygen = Куәгердің кілтін және толтырылатын конфигурация файлын жасау
help-run = Куәгерді іске қосу
help-usage-prove = talap ledger prove НӨМІР [--output ФАЙЛ]
help-usage-check-proof = talap ledger check-proof ФАЙЛ [--key ФАЙЛ] [--witness КІЛТ …] [--authority ФАЙЛ] [--json]
help-usage-keygen = talap witness keygen АТАУЫ [--data ҚАЛТА]
help-value-public-key = КІЛТ
help-value-seq = НӨМІР
help-value-witness-name = АТАУЫ
help-argument-seq = Оқиғаның беттер мен сұрау салуларда көрсетілетін нөмірі (seq)
help-argument-proof = Дәлел файлы
help-argument-witness-name = Бақылау нүктелері куәландырылатын атау, мысалы куәгер.kz/1: бос орынсыз және плюс таңбасынсыз
help-option-witness = Куәландырған болуға тиіс куәгердің ашық кілті немесе кілт файлы; бірнеше рет көрсетуге болады
help-option-authority = Уақыт белгілерін берген болуға тиіс орталықтың сертификаты, PEM немесе DER форматында

prove-no-event = Сізге қолжетімді { $seq }-оқиға жоқ.
prove-written = { $seq }-оқиғаның дәлелі { $path } файлына жазылды. Оны «talap ledger check-proof» командасымен тексеруге болады.
proof-refused = { $path } ештеңе дәлелдемейді. { $cause }
proof-taken = Дәлелденді: { $batches } топтаманы қамтитын { $time } бақылау нүктесіне сәйкес { $seq }-оқиға { $ledger } оқиғалар тізілімінде бар.
proof-event-received = қабылданды
proof-event-occurred = болды
proof-event-organisation = ұйым
proof-event-object = объект
proof-event-source = оқиғалар көзі
proof-event-host = торап
proof-event-program = бағдарлама
proof-event-user = пайдаланушы
proof-event-address = желілік мекенжай
proof-event-message = хабарлама
proof-event-raw = бастапқы жазба
proof-cosigned = { $witness } куәгері бақылау нүктесін { $time } куәландырды.
proof-unchecked = Тексерілмеген қолтаңбалар: { $n }. Куәгерлердің кілттерін --witness параметрімен көрсетіңіз.
stamp-by-authority = { $time } уақыт белгісі, { $authority }: көрсетілген сертификатпен қол қойылған. Сертификаттар тізбегі және сертификаттың кері қайтарып алынбағаны тексерілмеді.
stamp-self-carried = { $time } уақыт белгісі, өз ішіндегі сертификатпен қол қойылған ({ $authority }). Ол сертификаттың орталыққа тиесілі екені тексерілмеді: орталықтың сертификатын --authority параметрімен көрсетіңіз.
stamp-unsigned = { $time } уақыт белгісі. Ол осы бақылау нүктесіне берілген; қолтаңбасы тексерілмеді.
verify-cosigned = { $witness } куәгері { $batches } топтаманы қамтитын бақылау нүктесін { $time } куәландырды.

witness-key-made = Куәгердің ашық кілті: { $key }. Оны оқиғалар тізілімдерін жүргізетіндерге беріңіз, олардың ашық кілттерін { $path } файлына жазып, «talap witness run» командасын орындаңыз.
witness-running = { $key } куәгері { $address } мекенжайында жүгінулерді қабылдап тұр.
witness-says = { $witness } куәгері бақылау нүктелерін енді куәландырмайды. { $what } Оқиғалар бұрынғыша қабылданып, сақталады. Деректер қалтасын басқа компьютердегі көшірмелерімен салыстырыңыз.
witness-silent = { $witness } куәгері жауап бермейді. { $cause } Ол үнсіз тұрғанда оқиғалар тізілімінде не болып жатқанын сырттан ешкім көрмейді.
stamp-failed = { $url } уақыт белгісін бермеді. { $cause }

config-no-ledgers = { $key } бірде-бір оқиғалар тізілімін атамайды; әрқайсысының ашық кілті оның деректер қалтасындағы keys/ledger.pub файлында
config-key-wrong = { $key }: «{ $text }» — ашық кілт емес; ол Talap шығаратындай «атау+сан+base64» түрінде болады
