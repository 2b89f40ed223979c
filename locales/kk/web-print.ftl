## Қағаздағы тізілімдер мен жазбалар
web-print = Басып шығару (PDF)
web-print-journal = Журнал
web-print-both = қазақша және орысша
web-print-kk = қазақша
web-print-ru = орысша
web-print-list = Тізім
web-print-as-shown = осы беттегідей
web-print-labels = Заттаңбалар
web-print-sheet = А4, { $size } мм, { $n } заттаңба
web-print-roll = Орам, { $size } мм
web-print-start = Бірінші бос орын
web-print-make = Заттаңба жасау
web-print-extract = өзгерістер тарихы бар үзінді көшірме
web-print-acknowledgement = танысу парағы
web-print-all-organisations = Барлық ұйым
web-print-too-long = Жазбалар саны: { $n }, ал басып шығарылатын құжатқа { $most } жазбадан артық сыймайды. Тізімді тарылтыңыз, мысалы, бір ұйыммен шектеңіз.
web-print-void = Жазба жарамсыз деп танылған: ол туралы акт жасалмайды.
