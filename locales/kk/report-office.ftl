# Кеңсе жүргізетін қағаздар: журналдар, тізімдер, актілер, үзінді көшірмелер, заттаңбалар, танысу парақтары.

report-office-page = бет
report-office-made = Жасалған уақыты
report-office-organisation-name = ұйымның атауы
report-office-number = Р/с{ "\u00A0" }№
report-office-no-entries = Жазбалар жоқ.
report-office-seal = М.О. (бар болса)
report-office-code = QR-код: { $address }
report-office-look = Журналдың электрондық нұсқасы
report-office-look-record = Жазбаның электрондық нұсқасы

report-office-began = Басталды
report-office-ended = Аяқталды
report-office-index = Істер номенклатурасы бойынша индексі
report-office-volume = Том №
report-office-kept-for = Сақтау мерзімі
report-office-keeper = Журналды жүргізуге жауапты
report-office-checked-by = Тексерген
report-office-position-name = лауазымы, тегі, аты, әкесінің аты (бар болса)
report-office-clauses = Қазақстан Республикасы Үкіметінің 2016 жылғы 20 желтоқсандағы №{ "\u00A0" }832 қаулысымен бекітілген бірыңғай талаптар: { $clauses }
report-office-clause-points = { $n ->
    [1] { $points }-тармақ
   *[other] { $points }-тармақтар
}
report-office-clause-subpoints = { $n ->
    [1] { $point }-тармақтың { $subpoints } тармақшасы
   *[other] { $point }-тармақтың { $subpoints } тармақшалары
}
report-office-year = { $year } жыл
report-office-from-to = { $from } – { $to } аралығы
report-office-since = { $from } күнінен бастап
report-office-until = { $to } күніне дейін (қоса алғанда)
report-office-restriction = Қолжетімділікті шектеу белгісі (бар болса)
report-office-copy = Журнал электрондық түрде жүргізіледі, бұл — оның қағаз көшірмесі.
report-office-closing = Журналда нөмірленген { $pages } бет, { $entries } жазба бар, оның ішінде жарамсызы — { $void }.
report-office-range = Жазбалардың нөмірлері: { $first } – { $last }
report-office-gaps = Жазбасы жоқ нөмірлер: { $numbers }
report-office-sewn = Тігілген, нөмірленген және мөрмен (бар болса) бекітілген парақтар саны
report-office-figures = цифрмен
report-office-in-words = жазбаша
report-office-counted = Жазбалар саны: { $entries }
report-office-void = Жарамсыз деп танылды: { $reason }
report-office-void-bare = Жарамсыз деп танылды

report-office-numbered = № { $number }
report-office-day = { $year } жылғы { $day } { $month }
report-office-blank-day = 20___ жылғы «____» ______________
report-office-approve = БЕКІТЕМІН
report-office-signature-name = қолы, инициалдары, тегі
report-office-copies = Акт _____ данада жасалды.
report-office-month-1 = қаңтар
report-office-month-2 = ақпан
report-office-month-3 = наурыз
report-office-month-4 = сәуір
report-office-month-5 = мамыр
report-office-month-6 = маусым
report-office-month-7 = шілде
report-office-month-8 = тамыз
report-office-month-9 = қыркүйек
report-office-month-10 = қазан
report-office-month-11 = қараша
report-office-month-12 = желтоқсан

report-office-extract = Журналдан үзінді көшірме
report-office-history = Өзгерістер тарихы
report-office-when = Уақыты
report-office-what = Әрекет
report-office-who = Кім
report-office-changed = Өзгерген мәндер
report-office-event = Оқиғаның №
report-office-event-waits = күтуде
report-office-given-by = Үзінді көшірмені берген

report-office-acknowledgement = Танысу парағы
report-office-acquainted = Құжатпен таныстым:
report-office-full-name-head = Тегі, аты, әкесінің аты (бар болса)
report-office-position-head = Лауазымы
report-office-acquainted-on = Танысқан күні
report-office-signature-head = Қолы
