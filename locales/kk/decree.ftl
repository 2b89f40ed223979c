# Ресми мәтін.
decree-text-language-not-read = Ресми мәтін қазақ және ағылшын тілдерінде оқылады, { $language ->
    [ru] орыс тілінде
   *[other] бұл тілде
} оқылмайды.
decree-text-another-act = { $line }-жол: бұл 2016 жылғы 20 желтоқсандағы № 832 қаулы емес. Құқықтық актілер базасы беретін түрдегі қаулы файлын көрсетіңіз.
decree-text-another-language = { $line }-жол: мәтін { $found ->
    [kk] қазақ тілінде
    [ru] орыс тілінде
   *[en] ағылшын тілінде
}. Осы тілді немесе { $asked ->
    [kk] қазақ тіліндегі
    [ru] орыс тіліндегі
   *[en] ағылшын тіліндегі
} файлды көрсетіңіз.
decree-text-cut-short = { $line }-жол: мәтін толық емес: { $missing }. Файлды қайтадан толық жүктеңіз.
decree-text-ends-before-requirements = талаптар басталмаған
decree-text-ends-after-clause = { $id }-тармақтан кейін үзілген
decree-text-ends-in-appendix = қосымшада { $points } тармақ оқылды, кемінде { $expected } болуға тиіс
decree-text-ends-in-sentence = соңғы сөйлем аяқталмаған
decree-text-out-of-order = { $line }-жол: { $expected } күтілген жерде { $found } тұр.
decree-text-chapter-out-of-order = { $line }-жол: { $expected }-тарау күтілген жерде { $found }-тарау тұр.
decree-text-section-out-of-order = { $line }-жол: { $expected }-параграф күтілген жерде { $found }-параграф тұр.
decree-text-duplicate = { $line }-жол: { $id } бұған дейін { $first }-жолда кездескен.
decree-text-missing = { $line }-жол: осы жолдың алдында { $id }-тармақ жоқ.
decree-text-missing-chapter = { $line }-жол: осы жолдың алдында { $chapter }-тарау жоқ.
decree-text-out-of-place = { $line }-жол: мұндай жол бұл жерде тұра алмайды. Файлдың құрылымы сақталғанын тексеріңіз.
decree-text-note-unreadable = { $line }-жол: ескертуде өзгеріс енгізген актінің нөмірі мен күні көрсетілмеген немесе ескерту үзілген.
decree-text-number = { $line }-жол: «{ $text }» тармақтың нөмірі бола алмайды.

# Каталог.
decree-catalog-folder = { $path } қалтасын оқу мүмкін емес: { $cause }.
decree-catalog-problems = Каталогта { $count ->
    [one] { $count } қате бар
   *[other] { $count } қате бар
}. Біріншісі: { $first }
decree-problem-file = { $file }: { $reason }.
decree-problem-file-field = { $file }, «{ $field }» өрісі: { $reason }.
decree-problem-entry = { $file }, «{ $entry }» жазбасы: { $reason }.
decree-problem-field = { $file }, «{ $entry }» жазбасы, «{ $field }» өрісі: { $reason }.
decree-fault-unreadable = файл оқылмайды: { $cause }
decree-fault-not-text = файл UTF-8 кодтауындағы мәтін емес
decree-fault-version = форматтың { $found }-нұсқасы белгісіз; { $known }-нұсқаға қолдау көрсетіледі
decree-fault-no-sections = бөлімнің бірде-бір файлы жоқ
decree-fault-missing = мәні көрсетілмеген
decree-fault-missing-language = { $language ->
    [kk] қазақ тіліндегі
    [ru] орыс тіліндегі
   *[en] ағылшын тіліндегі
} мәтін жоқ
decree-fault-too-long = { $language ->
    [kk] қазақ тіліндегі
    [ru] орыс тіліндегі
   *[en] ағылшын тіліндегі
} мәтіннің ұзындығы { $length } таңба, { $most } таңбадан аспауға тиіс
decree-fault-invalid = «{ $found }» мәніне жол берілмейді
decree-fault-duplicate = «{ $key }» { $file } файлында бұрыннан бар
decree-fault-not-allowed = бұл өріс мұнда қойылмайды
decree-fault-unknown-trait = «{ $trait }» белгісі анықталмаған
decree-fault-wrong-operator = бұл шарт { $type ->
    [flag] «иә немесе жоқ»
    [number] «сан»
    [date] «күн»
   *[choice] «тізімнен таңдау»
} түріндегі белгіге сай келмейді
decree-fault-unknown-choice = белгінің мәндері арасында «{ $choice }» жоқ
decree-fault-unresolved = «{ $found }» деген жоқ
decree-fault-unused-parameter = санды бірде-бір тексеру пайдаланбайды және ол барлық мәтінде цифрмен жазылмаған
decree-fault-unsound-check = «{ $check }» тексеруі жауап бере алмайды: { $cause }

# Кімге қолданылады.
decree-trait-kind = объект түрі
decree-reason-flag-stated = «{ $trait }» белгісі көрсетілген
decree-reason-flag-absent = «{ $trait }» белгісі көрсетілмеген
decree-reason-holds = { $trait }: { $stated }
decree-reason-fails = { $trait }: { $stated }, талап етілетіні: { $expected }
decree-reason-missing = { $trait }: мәні көрсетілмеген; шарты: { $expected }
decree-expected-yes = иә
decree-expected-no = жоқ
decree-expected-value = { $value }
decree-expected-or = { $value } немесе { $rest }
decree-expected-nothing = мәні жоқ
decree-expected-at-most = { $value } немесе одан аз
decree-expected-at-least = { $value } немесе одан көп
decree-expected-day = { $value }
decree-expected-no-later = { $value } немесе одан ерте
decree-expected-no-earlier = { $value } немесе одан кеш
decree-reason-and = { $before }; { $next }
decree-reason-named-holds = { $condition }
decree-reason-named-holds-because = { $condition } ({ $because })
decree-reason-named-fails = шарт орындалмайды: { $condition }
decree-reason-named-fails-because = шарт орындалмайды: { $condition } ({ $because })
decree-reason-named-missing = белгісіз: { $condition }
decree-reason-named-missing-because = белгісіз: { $condition } ({ $because })
decree-binds = Қолданылады: { $reasons }.
decree-binds-everyone = Осы түрдегі әрбір объектіге немесе ұйымға қолданылады.
decree-does-not-bind = Қолданылмайды: { $reasons }.
decree-not-asked = Осы түрдегі объектілерге немесе ұйымдарға қатысты емес.
decree-not-known = Қолданылатын-қолданылмайтыны белгісіз: { $reasons }.

# Қашаннан бері.
decree-amended-from = { $date } № { $act } қаулы, { $from } бастап қолданылады
decree-amended-relative = { $date } № { $act } қаулы, жарияланғанынан кейін он күн өткен соң қолданылады (мәтінде күні көрсетілмеген)
decree-since-original = { $date } № 832 қаулы, жарияланғанынан кейін он күн өткен соң қолданылады (мәтінде күні көрсетілмеген)
decree-search-failed = Іздеу көрсеткіші істен шықты: { $cause }.
decree-binds-whom = Кімге қолданылады: { $condition }.
decree-condition-and = { $before }; және { $next }
decree-condition-or = { $before } немесе { $next }
decree-condition-group = мыналардың бірі: { $condition }
decree-condition-none = мыналардың ешқайсысы емес: { $condition }
decree-condition-flag = «{ $trait }» белгісі
decree-condition-no-flag = «{ $trait }» белгісінсіз
decree-condition-value = { $trait }: { $expected }
