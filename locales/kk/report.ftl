# Тексерушіге арналған PDF форматындағы анықтамалар.

report-failed = Құжатты жасау мүмкін болмады: { $cause }.

report-object-title = Ақпараттандыру объектісінің бірыңғай талаптарға сәйкестік жай-күйі туралы анықтама
report-organisation-title = Ұйымның бірыңғай талаптарға сәйкестік жай-күйі туралы анықтама
report-basis = Ақпараттық-коммуникациялық технологиялар және ақпараттық қауіпсіздікті қамтамасыз ету саласындағы бірыңғай талаптар Қазақстан Республикасы Үкіметінің 2016 жылғы 20 желтоқсандағы № 832 қаулысымен бекітілген
report-running = Бірыңғай талаптарға сәйкестік жай-күйі туралы анықтама
report-page = { $pages } беттің { $page }-беті

report-organisation = Ұйым
report-object = Ақпараттандыру объектісі
report-kind = Түрі
report-assessed = Бағаланған уақыты
report-made = Анықтама жасалған уақыт
report-asked-by = Кімнің сұратуы бойынша
report-traits = Талаптардың қолданылуын айқындайтын мәліметтер

report-summary = Бағалау қорытындысы
report-met = Орындалған
report-not-met = Орындалмаған
report-unknown = Белгісіз
report-not-applicable = Қолданылмайды
report-all = Барлық талап
report-unknown-note = «Белгісіз» деген белгі қорытынды жасауға қолданыстағы мәліметтердің жоқ екенін білдіреді. Мұндай талап орындалған болып есептелмейді.

report-objects = Ақпараттандыру объектілері
report-no-objects = Ақпараттандыру объектілері тіркелмеген.
report-object-statements = Ақпараттандыру объектісіне қойылатын талаптар
report-organisation-statements = Тұтастай ұйымға қойылатын талаптар
report-no-statements = Бағалау жүргізілген қолданылатын талаптар жоқ.
report-clause = Тармақ
report-statement = Талап
report-mode = Қамтамасыз етілуі
report-reason = Негіздемесі және растайтын жазбалар
report-exempt = Қолданылмайтын талаптар
report-no-exempt = Мұндай талаптар жоқ.
report-why = Себебі

report-due = Мерзімдер
report-no-due = Алдағы және өтіп кеткен мерзімдер жоқ.
report-due-date = Мерзімі
report-due-what = Не істеу керек
report-due-place = Қайда есепке алынған
report-due-left = Қалған уақыт
report-due-today = бүгін
report-days-left = { $n } күн
report-days-late = { $n } күнге кешіктірілген

report-verify = Дұрыстығын тексеру
report-verify-about = Бағалау оқиғаларға және есепке алу журналдарының жазбаларына негізделген; жазбалардың әрбір өзгерісі оқиғалар тізілімінде көрсетіледі. Тізілімнің тұтастығын желіге қосылмай және жұмыс істеп тұрған жүйенің қатысуынсыз тексеруге болады. Ол үшін оқиғалар тізілімінің қалтасы және тізілімнің қолтаңбасын тексеретін ашық кілт қажет:
report-verify-command = talap ledger verify --folder ҚАЛТА --key ФАЙЛ
report-verify-then = Егер бұзушылықтар анықталмаса, ал төменде келтірілген түбір тізілім қалтасының «checkpoint» немесе «checkpoints» файлында болса, онда осы бақылау нүктесіне дейін енгізілген оқиғалар оған қол қойылғаннан кейін өзгертілмеген және жойылмаған.
report-no-checkpoint = Оқиғалар тізілімінің бақылау нүктесіне әлі қол қойылмаған, сондықтан анықтама негізделген жазбалардың өзгертілмегенін әзірге растау мүмкін емес.
report-checkpoint-short = бақылау нүктесі { $root }…
report-ledger = Оқиғалар тізілімі
report-signed = Бақылау нүктесінің уақыты
report-batches = Оқиғалар топтамаларының саны
report-events = Оқиғалар саны
report-root = Ағаштың түбірі
report-catalog = Талаптар каталогының бақылау қосындысы

report-made-by = Ақпараттық қауіпсіздікті қамтамасыз етуге жауапты тұлға
report-received-by = Анықтаманы алған тұлға
report-position = лауазымы
report-signature = қолы
report-full-name = тегі, аты, әкесінің аты (бар болса)
report-date = күні

# OSCAL форматындағы каталог.

report-oscal-no-class = Каталогта объектілердің «class» белгісі жоқ, сондықтан сынып бейінін жасау мүмкін емес.
report-oscal-empty = Бірде-бір тармақ { $class }-сыныптағы объектіге қолданыла алмайды, сондықтан бейінге енгізетін ештеңе жоқ.
report-oscal-failed = Құжатты жазу мүмкін болмады: { $cause }.

# Заңгерге арналған кесте түріндегі каталог.

report-workbook-failed = Кестені жасау мүмкін болмады: { $cause }.
report-book-title = Құқықтық тексеруге арналған талаптар каталогы
report-book-sheet-catalog = Каталог
report-book-sheet-glossary = Терминдер
report-book-sheet-acts = Актілер
report-book-sheet-about = Сипаттама
report-book-section = Бөлім
report-book-key = Кілт
report-book-subject = Неге қатысты
report-book-bound = Кімге қолданылады
report-book-role = Жауапты
report-book-title-kk = Атауы, қазақша
report-book-title-ru = Атауы, орысша
report-book-title-en = Атауы, ағылшынша
report-book-text-kk = Мәтіні, қазақша
report-book-text-ru = Мәтіні, орысша
report-book-text-en = Мәтіні, ағылшынша
report-book-parameters = Сандар
report-book-evidence = Растайтын мәліметтер
report-book-holds = Растаудың қолданылу мерзімі
report-book-references = Сілтемелер
report-book-amendments = Өзгертілген
report-book-discrepancy = Тілдер арасындағы айырмашылықтар
report-book-remark = Ескертпе
report-book-proposed-kk = Ұсынылатын редакция, қазақша
report-book-proposed-ru = Ұсынылатын редакция, орысша
report-book-name = Кім тексерді
report-book-date = Күні
report-book-term-kk = Термин, қазақша
report-book-term-ru = Термин, орысша
report-book-term-en = Термин, ағылшынша
report-book-short-kk = Қысқартуы, қазақша
report-book-short-ru = Қысқартуы, орысша
report-book-short-en = Қысқартуы, ағылшынша
report-book-variants = Ағылшынша аудармада
report-book-code-kk = Цифрлық кодексте, қазақша
report-book-code-ru = Цифрлық кодексте, орысша
report-book-code-en = Цифрлық кодексте, ағылшынша
report-book-verified = Ресми мәтінмен салыстырылған
report-book-verified-yes = иә
report-book-unverified = жоқ
report-book-number = Нөмірі
report-book-lead-in = кіріспе жол
report-book-stated-in = { $clause }-тармақтағы талаптың бөлігі
report-book-everyone = Барлығына
report-book-depends = Мына белгілерге байланысты: { $traits }
report-book-kinds = Объектілердің түрлері: { $kinds }
report-book-parameter = { $name }: { $amount }
report-book-own-parameter = { $name }: { $amount } (мәнді Talap белгілеген)
report-book-holds-by = { $amount } ({ $clause }-тармақ)
report-book-follows = сәйкес орындалады
report-book-defines = айқындалған жері
report-book-excepts = ерекшелік
report-book-approved-under = негізінде бекітілген
report-book-clause = { $clause }-тармақ
report-book-article = { $number }-бап
report-book-point = { $number }-тармақ
report-book-subparagraph = { $number }) тармақша
report-act-code = кодекс
report-act-law = заң
report-act-government-decree = Үкімет қаулысы
report-act-rules = қағидалар немесе нұсқаулық
report-act-requirements = талаптар
report-act-standard = стандарт немесе норма
report-act-legislation = заңнама
report-book-about-what = Мәлімет
report-book-about-said = Сипаттамасы
report-book-how = Қалай толтырылады
report-book-how-said = Бір жол — бір талап. Тек сары бағандарды өзгертуге болады: ескертпе жазыңыз, қазақ және орыс тілдеріндегі редакцияны ұсыныңыз, тегіңіз бен күнін көрсетіңіз. Ескертпе болмаса, жолды бос қалдырыңыз.
report-book-decides = Қай мәтін айқындаушы
report-book-decides-said = Кесте қаулыны өз сөздерімен баяндайды. Қазақ тіліндегі ресми мәтін айқындаушы болып табылады.
report-book-redaction = Қаулының редакциясы
report-book-no-redaction = көрсетілмеген
report-book-clauses = Тармақтар
report-book-statements = Талаптар
report-book-made = Жасалған күні
