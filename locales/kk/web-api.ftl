## Бағдарламалық интерфейс
web-api-parameter-wrong = { $name } мәніне жол берілмейді: «{ $value }». Жол берілетін мәндер бағдарламалық интерфейстің сипаттамасында көрсетілген: /api/v1/openapi.json.
web-api-parameter-missing = { $name } мәні көрсетілмеген.
web-api-parameter-twice = { $name } мәні бірнеше рет көрсетілген.
web-api-parameter-unknown = Бұл әдістің { $name } параметрі жоқ.
web-api-json-broken = Сұрау салудың мазмұны JSON емес: { $cause }.
web-api-json-other = Сұрау салудың мазмұны әдіс қабылдайтын үлгіге сәйкес келмейді: { $cause }.
web-api-body-broken = Сұрау салудың мазмұны толық алынбады. Оны қайта жіберіңіз.
web-api-type-wrong = Сұрау салу мазмұнының түрі басқа: Content-Type тақырыбында { $wanted } болуға тиіс.
web-api-method-wrong = Бұл мекенжай мұндай әдісті қабылдамайды; қабылданатын әдістер Allow тақырыбында көрсетілген.
web-api-precondition-needed = Жазбаның қандай күйде екенін көрсетіңіз: өзгерту үшін — белгісі (ETag) жазылған If-Match, жаңасын құру үшін — If-None-Match: *. Әйтпесе басқа тұлға енгізген өзгерістер жоғалуы мүмкін.
