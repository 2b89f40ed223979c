# Есепке алу журналы сипаттамасының файлы қабылданбады.
register-definition-file = { $file }: { $reason }
register-definition-place = { $file }, { $place }: { $reason }
register-definition-unreadable = файл оқылмайды: { $cause }
register-definition-malformed = файл есепке алу журналының сипаттамасы емес: { $cause }
register-definition-version = форматтың { $found }-нұсқасы белгісіз; { $known }-нұсқаға қолдау көрсетіледі
register-definition-name-differs = «{ $key }» кілті файлдың .toml кеңейтімінсіз атауымен бірдей болуға тиіс
register-definition-repeated = бұл есепке алу журналында «{ $text }» бұрыннан бар; басқа кілт, атау немесе балама атау таңдаңыз
register-definition-register-unknown = «{ $register }» есепке алу журналы жоқ
register-definition-field-unknown = қағида есепке алу журналында жоқ «{ $field }» өрісіне сілтеме жасайды
register-definition-rule-kinds = қағида өрістердің түрлеріне сәйкес келмейді: екі күн немесе екі уақыт салыстырылады, нысана мәтінмен беріледі, ал оның түрі тізімнен таңдалады
register-definition-misplaced = { $setting } баптауы мұндай түрдегі өріске жатпайды
register-definition-lacks = мына баптау жетіспейді: { $setting }
register-definition-too-many = олардың саны { $most } санынан аспауға тиіс
register-definition-pattern = үлгі тұрақты өрнек емес: { $cause }
register-definition-example = «{ $example }» мысалы өз үлгісіне сәйкес келмейді
register-definition-range = min мәні max мәнінен үлкен
register-definition-wordless = үш тілдің бірінде мәтін бос
register-definition-not-personal = өрісте дербес деректер бар, сондықтан есепке алу журналына personal = true баптауы қажет
register-definition-no-holder = бірде-бір файлда traits = "{ $kind }" жоқ; мұндай есепке алу журналы біреу болуға тиіс
register-definition-two-holders = traits = "{ $kind }" { $other } файлында бұрыннан көрсетілген; мұндай есепке алу журналы біреу ғана бола алады
register-definition-span = «{ $text }» — мерзім емес; 30 days, 6 months, 2 years деп жазыңыз
register-definition-numbering = нөмірлердің «{ $text }» түрі қате; мысалы, «{"{"}year{"}"}-{"{"}number:4{"}"}» деп жазыңыз, жыл нөмірден бөлек тұрсын
register-definition-term-unknown = каталогта мерзім болатын «{ $parameter }» параметрі жоқ
register-definition-unknown = бұл журналда «{ $text }» күйі, актісі немесе мәні жоқ
register-definition-unsuited = бұл «{ $field }» өрісіне сай келмейді: өрістің түрін және есептелетін өрістердің ретін тексеріңіз
register-definition-would-lose = «{ $register }» журналының сипаттамасында жазбалардағы «{ $field }» өрісінің мәндеріне орын жоқ (жазба саны: { $records }). Ештеңе өзгертілген жоқ. Өрісті (немесе тізім мәнін) қайтарыңыз не алдымен сол жазбалардан тазалаңыз.
register-definition-gone = «{ $register }» журналында жазбалар бар (жазба саны: { $records }), бірақ оның сипаттамасы жоқ: жазбаларды ешкім көрмес еді. Ештеңе өзгертілген жоқ. Сипаттама файлын қайтарыңыз.

# Файл тұтастай қабылданбады.
register-file-too-large = Файлдың көлемі — { $bytes } байт, бір жүктегенде { $most } байттан артық қабылданбайды. Файлды бөліктерге бөліңіз.
register-file-not-text = Файл { $encoding } кодтауындағы мәтін емес. Кестені CSV (UTF-8) түрінде сақтап, жүктеуді қайталаңыз.
register-file-empty = Файлда бірде-бір жол, тіпті тақырып жолы да жоқ.
register-file-quote-open = { $line }-жолда ұяшықты ашатын тырнақша жабылмаған. Ештеңе жүктелген жоқ.
register-file-other-than-named = Атауы бойынша бұл — { $named } файлы, ал мазмұны бойынша — { $found } файлы. Кеңейтімін түзетіңіз немесе басқа файлды таңдаңыз. Ештеңе жүктелген жоқ.
register-file-no-spreadsheet = Файлда электрондық кесте жоқ. CSV, XLSX, ODS және XLS файлдары қабылданады. Ештеңе жүктелген жоқ.
register-file-protected = Файл парольмен қорғалған. Бастапқы бағдарламада паролін алып тастап, файлды қайта жүктеңіз.
register-file-broken = { $format } файлы бүлінген: { $cause }. Оны бастапқы бағдарламада ашып, қайта сақтап, жүктеуді қайталаңыз. Ештеңе жүктелген жоқ.
register-file-too-many-entries = Файл — архив, ондағы бөліктер саны — { $n }; ең көбі { $most } бөлікке рұқсат етіледі. Ештеңе жүктелген жоқ.
register-file-unpacked = Файлдың «{ $entry }» бөлігі архивтен шығарылған соң { $megabytes } МиБ-тан асады. Кестені бөліктерге бөліңіз немесе CSV түрінде сақтаңыз. Ештеңе жүктелген жоқ.
register-file-no-sheet = Файлда «{ $sheet }» парағы жоқ. Файлдың парақтары: { $known }.
register-file-merged = { $range } ұяшықтары біріктірілген. Тақырып жолынан төмен біріктірілген ұяшықтар болмауға тиіс: біріктіруді алып тастап, әр ұяшықты толтырып, файлды қайта жүктеңіз. Ештеңе жүктелген жоқ.
register-file-too-many-rows = Парақтағы жолдар саны { $most } санынан асады. Кестені бөліктерге бөліңіз. Ештеңе жүктелген жоқ.
register-file-too-many-columns = { $cell } ұяшығы { $most }-бағаннан оң жақта орналасқан. Онда қателесіп жазылғанды жойыңыз. Ештеңе жүктелген жоқ.
register-file-too-many-cells = Кесте тым үлкен: ең көбі { $most } ұяшыққа және { $megabytes } МиБ мәтінге рұқсат етіледі. Оны бірнеше файлға бөліңіз. Ештеңе жүктелген жоқ.
register-header-unknown = «{ $register }» есепке алу журналында «{ $column }» бағаны жоқ. Журналдың бағандары: { $known }. Ештеңе жүктелген жоқ.
register-header-missing = Файлда «{ $register }» есепке алу журналының міндетті «{ $column }» бағаны жоқ. Ештеңе жүктелген жоқ.
register-header-no-organisation = «{ $register }» есепке алу журналының жолдары қай ұйымға жататыны көрсетілмеген: «ұйым» бағанын қосыңыз немесе ұйымды командада көрсетіңіз.
register-header-repeated = «{ $other }» және «{ $column }» бағандары бір бағанды білдіреді. Біреуін қалдырыңыз. Ештеңе жүктелген жоқ.

# Жолдағы қате.
register-row-date-wrong = бұл күн емес; 2026-11-22 немесе 22.11.2026 түрінде жазыңыз
register-row-time-wrong = бұл күн мен уақыт емес; 2026-11-22 09:05 немесе 22.11.2026 09:05 түрінде жазыңыз
register-row-too-long = мәтін { $most } таңбадан ұзын
register-row-form-wrong = мән мұнда күтілетін түрде жазылмаған; мысалы: { $example }
register-row-number-wrong = бұл сан емес
register-row-number-not-whole = бүтін сан қажет
register-row-number-too-small = сан { $min } мәнінен кіші
register-row-number-too-great = сан { $max } мәнінен үлкен
register-row-flag-wrong = «иә» немесе «жоқ» деп жазу қажет
register-row-choice-unknown = мұндай мән жоқ; рұқсат етілген мәндер: { $choices }
register-row-key-wrong = кілт — ұзындығы 200 таңбадан аспайтын, басып шығаруға болатын мәтін
register-row-number-of-key-too-great = бұл кілттегі нөмір тым үлкен: одан кейін тізілімде нөмір қалмайды
register-row-file-wrong = файл өзінің SHA-256 бақылау қосындысымен — 64 он алтылық цифрмен көрсетіледі
register-row-file-unknown = ұйымда мұндай файл жоқ; алдымен файлдың өзін жүктеңіз
register-row-key-repeated = бұл кілт файлдың { $line }-жолында бар
register-row-identifier-wrong = сәйкестендіргіш латынның кіші әріптерінен, цифрлардан және «.», «_», «-» таңбаларынан тұрады, әріптен немесе цифрдан басталады
register-row-identifier-taken = сәйкестендіргіш басқа ұйымға тиесілі; басқасын таңдаңыз
register-row-required = өрісті толтыру міндетті
register-row-too-many-columns = жолда { $found } ұяшық бар, ал тақырып жолында — { $wanted }
register-row-too-few-columns = жолда { $found } ұяшық бар, ал тақырып жолында — { $wanted }
register-row-organisation-unknown = мұндай ұйым жоқ немесе сіздің құқықтарыңыз оған қолданылмайды
register-row-organisation-differs = жолда командадағыдан өзге ұйым көрсетілген
register-row-person-unknown = ұйымда мұндай табель нөмірі бар қызметкер жоқ; алдымен қызметкерді енгізіңіз
register-row-object-unknown = ұйымда мұндай сәйкестендіргіші бар ақпараттандыру объектісі жоқ; алдымен объектіні енгізіңіз
register-row-record-unknown = «{ $register }» есепке алу журналында мұндай кілті бар жазба жоқ; алдымен оны енгізіңіз
register-row-value-taken = бұл мән «{ $key }» жазбасында көрсетілген
register-row-value-repeated = бұл мән файлдың { $line }-жолында бар
register-row-before = бұл { $earlier } мәнінен ерте
register-row-subject-not-organisation = мұнда ұйымның өз сәйкестендіргіші көрсетіледі
register-row-not-apt = бұл жазбада мұндай өріс болмайды: оны басқа өріс жоққа шығарады
register-row-state-moves = жазба «{ $state }» күйінде; күй жүктеу немесе нысан арқылы емес, ауысу арқылы өзгереді
register-row-state-begins = жаңа жазба «{ $state }» күйінен басталады; одан әрі күй ауысу арқылы өзгереді
register-row-state-not-theirs = «{ $state }» күйіндегі жазбаны осы күйге ауыстыруға құқығы бар адам ғана енгізе алады
register-row-locked = жазба «{ $state }» күйінде, бұл күйде оның мәндері енді өзгертілмейді
register-row-money-wrong = теңгедегі сомада үтірден кейін екі цифрдан артық болмайды
register-row-engine = бұл өрісті тек Talap толтырады; бағанды алып тастаңыз немесе мәнді жазбадағыдай қалдырыңыз
register-row-network-wrong = бұл мекенжай да, желі де емес; 10.2.0.17 немесе 10.2.0.0/16 деп жазыңыз
register-row-network-host = бұл желі ішіндегі мекенжай; желінің өзі — { $network }
register-row-certificate-wrong = бұл PEM форматындағы X.509 сертификаты емес (BEGIN CERTIFICATE … END CERTIFICATE)
register-row-cell-error = ұяшықта электрондық кестенің қатесі бар; формуланы түзетіңіз немесе мәнді жазыңыз
register-row-formula-uncomputed = формула есептелмеген; файлды бастапқы бағдарламада ашып, қайта есептеп, сақтаңыз

# Сұрау салу қабылданбады.
register-unknown = «{ $register }» есепке алу журналы жоқ.
register-organisation-unknown = «{ $organisation }» ұйымы жоқ.
register-no-record = «{ $register }» есепке алу журналында «{ $organisation }» ұйымының қолданыстағы «{ $key }» жазбасы жоқ.
register-field-unknown = «{ $register }» есепке алу журналында «{ $field }» өрісі жоқ.
register-void-no-reason = Жазбаны жарамсыз деп танудың себебін көрсетіңіз.
register-record-changed = «{ $organisation }» ұйымының «{ $register }» есепке алу журналындағы «{ $key }» жазбасын осы аралықта басқа тұлға өзгертті, қазіргі нұсқасы — { $version }. Ештеңе сақталған жоқ; жазбаны қайта қарап, әрекетті қайталаңыз.
register-refused = Жазба сақталмады. «{ $field }» өрісі, «{ $value }» мәні: { $reason }.
register-refused-unsaid = Жазба сақталмады.
register-record-unfit = «{ $register }» есепке алу журналының { $record } жазбасында «{ $field }» өрісінің жарамды мәні жоқ. Жазбаны түзетіңіз.
register-changes-waiting = Жазбалар сақталды, бірақ оқиғалар тізілімі өзгерістерді әлі қабылдаған жоқ; олар қайта жіберіледі. Себебі: { $reason }
register-transition-unknown = «{ $transition }» ауысуы жоқ.
register-transition-state = «{ $key }» жазбасы үшін «{ $transition }» мүмкін емес: ол «{ $state }» күйінде.
register-transition-roles = Бұл әрекет мына рөлдерге ашық: { $roles }.
register-transition-lacks = «{ $key }» жазбасында «{ $field }» өрісі толтырылмаған. Оны толтырып, қайталаңыз.
register-transition-unsigned = Электрондық цифрлық қолтаңба қажет.
register-transition-signature = Электрондық цифрлық қолтаңба қабылданбады: { $reason }
register-either = { $one } немесе { $other }
register-nobody = ешкім
register-group-structure = Ұйымдар мен объектілер
register-group-documents = Құжаттар
register-group-security = Ақпараттық қауіпсіздік
register-group-people = Қызметкерлер
register-group-assets = Активтер
register-group-software = Бағдарламалық қамтылым
register-group-lifecycle = Объектілердің өмірлік циклі
register-group-networks = Желілер
register-group-premises = Серверлік үй-жайлар
register-group-operation = Пайдалану
register-group-internet = Интернет
register-group-procurement = Сатып алу және шарттар
register-group-other = Өзге журналдар
register-undo-no-import = «{ $register }» есепке алу журналында { $import } жүктеуі жоқ.
register-undo-already = { $import } жүктеуі бұрын кері қайтарылған. Ештеңе өзгерген жоқ.
register-undo-changed-since = Жүктеуді кері қайтару мүмкін емес: одан кейін мына жазбалар өзгертілген: { $records }{ $more ->
    [0] {"."}
   *[other] {" "}және тағы { $more }.
} Ештеңе кері қайтарылған жоқ.
register-undo-taken = Жүктеуді кері қайтару мүмкін емес: «{ $key }» жазбасындағы «{ $field }» өрісінің бұрынғы мәні қазір «{ $holder }» жазбасында көрсетілген. Ештеңе өзгерген жоқ.

# Тізілімдегі оқиға өзгерісті растамайды.
register-commitment-other-change = Оқиға басқа өзгеріске қатысты: «{ $attribute }» өзгеше.
register-commitment-other-fields = Оқиғада және өзгерісте әртүрлі өрістер көрсетілген: «{ $field }».
register-commitment-forgotten = «{ $field }» өрісінің мәні жойылған, сондықтан оны оқиғалар тізілімі бойынша тексеру мүмкін емес.
register-commitment-differs = «{ $field }» өрісінің мәні тізілімдегі оқиға растаған мән емес.
