## Мерзімдер күнтізбесі
web-nav-calendar = Мерзімдер күнтізбесі
web-calendar = Мерзімдер күнтізбесі
web-calendar-lead = Не істелуге тиіс және қай күнге дейін: мерзімдер есепке алу журналдарындағы күндер бойынша айқындалады.
web-calendar-subscribe = Өз күнтізбеңізге қосу
web-calendar-register = Есепке алу журналы
web-calendar-person = Жауапты қызметкер
web-calendar-person-hint = Жауапты қызметкердің табель нөмірі: өзіңізге қатысты мерзімдерді ғана көру үшін өз нөміріңізді жазыңыз. Осы беттің мекенжайын бетбелгіге сақтауға болады.
web-calendar-months = Айлар
web-calendar-month = { $year } жылғы { $month ->
        [1] қаңтар
        [2] ақпан
        [3] наурыз
        [4] сәуір
        [5] мамыр
        [6] маусым
        [7] шілде
        [8] тамыз
        [9] қыркүйек
        [10] қазан
        [11] қараша
       *[other] желтоқсан
    }
web-calendar-weekday = { $n ->
        [1] дүйсенбі
        [2] сейсенбі
        [3] сәрсенбі
        [4] бейсенбі
        [5] жұма
        [6] сенбі
       *[other] жексенбі
    }
web-calendar-weekday-short = { $n ->
        [1] дс
        [2] сс
        [3] ср
        [4] бс
        [5] жм
        [6] сб
       *[other] жс
    }
web-calendar-previous = Алдыңғы ай
web-calendar-next = Келесі ай
web-calendar-present = Ағымдағы ай
web-calendar-list = Тізім
web-calendar-late = мерзімі өткен
web-calendar-more = { $date }: тағы { $n }
web-calendar-earlier = Осы айға дейінгі мерзімі өткендер: { $n }. Ең ескісіне өту
web-calendar-cut = Осы айдағы мерзімдер саны: { $total }; алғашқы { $n } мерзім көрсетілді. Шарттарды нақтылаңыз.
web-calendar-not-reviewed = { $year } жылғы мереке және демалыс күндері ресми күнтізбемен салыстырылмаған: Құрбан айт күні мен ауыстырылған демалыс күндері көрсетілмеуі мүмкін.
web-calendar-made-up = демалыс күні («{ $holiday }» мерекесі демалыс күніне түскендіктен)
web-calendar-rest-moved = демалыс күні ({ $date } күнінен ауыстырылған)
web-calendar-worked = жұмыс күні (демалыс { $date } күніне ауыстырылған)
web-calendar-do-by = демалыс күні; алдындағы соңғы жұмыс күні — { $date }
web-calendar-clause = Бірыңғай талаптар, { $clause }
web-calendar-clause-named = Бірыңғай талаптар, { $name }
web-calendar-none = Бұл айда мерзім жоқ
web-calendar-none-do = Мерзімдер журналдардағы күндерден шығады: құжаттың қайта қаралуы, шарттың аяқталуы, куәліктің қолданылу мерзімі және басқалар. Журналдарды толтырыңыз.
web-calendar-none-narrowed = Таңдалған шарттарға сай келетін мерзім жоқ.
web-calendar-show-all = Барлық мерзімді көрсету
web-calendar-feed = Talap: мерзімдер
web-calendar-feed-more = Тағы { $n } мерзім Talap күнтізбесінде
web-calendar-feed-summary = { $label }: { $what } ({ $title })
web-told-calendar = Күнтізбе сілтемесі жойылды.
web-own-calendar = Күнтізбеге сілтеме
web-own-calendar-hint = Осы сілтеме бойынша күнтізбе бағдарламасы (Outlook, Thunderbird, телефон) сіз көре алатын мерзімдерді көрсетеді. Ол басқа ешнәрсе ашпайды. Сілтемені білген адам мерзімдерді көреді, сондықтан оны ешкімге бермеңіз.
web-own-calendar-once = Сілтеме тек қазір көрсетіліп тұр, Talap оны сақтамайды. Оны күнтізбе бағдарламасына «Интернеттен жазылу» арқылы қосыңыз.
web-own-calendar-since = Жасалған
web-own-calendar-make = Сілтеме жасау
web-own-calendar-renew = Жаңа сілтеме жасау
web-own-calendar-renew-sure = Жаңа сілтеме жасалсын ба? Бұрынғысы бірден жарамсыз болады.
web-own-calendar-end = Сілтемені жою
web-own-calendar-end-sure = Сілтеме жойылсын ба? Жазылған күнтізбелер енді жаңартылмайды.
calendar-file-wrong = Жұмыс күндерінің файлы { $file }, { $place }: { $reason }
