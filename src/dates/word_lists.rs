//! The other words of date lines: units, "ago", today and yesterday, parts of the day, lead-ins, fillers, days of the week.
//!
//! `_` stands for a space, a final `*` for whatever ending follows. Accents may be left out.

use super::calendars::Calendar;
use super::vocabulary::{Meaning, Unit};

/// Meaning, language (empty: any), forms.
#[rustfmt::skip]
pub(super) const LISTS: &[(Meaning, &str, &str)] = &[
    (Meaning::Weekday, "", "monday mon tuesday tue tues wednesday wed thursday thu thur thurs friday fri saturday sat sunday sun
        الاثنين الإثنين الثلاثاء الثلثاء الأربعاء الاربعاء الخميس الجمعة السبت الأحد الاحد اثنين ثلاثاء أربعاء خميس جمعة سبت أحد
        شنبه یکشنبه دوشنبه سه‌شنبه سه_شنبه چهارشنبه چهار_شنبه پنجشنبه پنج_شنبه جمعه یک_شنبه دو_شنبه آدینه
        پیر منگل بدھ جمعرات جمعہ ہفتہ اتوار شەممە یەکشەممە دووشەممە سێشەممە چوارشەممە پێنجشەممە هەینی
        lundi mardi mercredi jeudi vendredi samedi dimanche lun mer jeu ven sam dim
        montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so
        lunes martes miércoles jueves viernes sábado domingo mié jue vie sáb dom
        segunda segunda_feira terça terça_feira quarta quarta_feira quinta quinta_feira sexta sexta_feira seg ter qua qui sex
        lunedì martedì mercoledì giovedì venerdì sabato domenica gio
        dilluns dimarts dimecres dijous divendres dissabte diumenge
        luni marți miercuri joi vineri sâmbătă duminică
        maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ma wo vr za zo
        måndag tisdag onsdag torsdag fredag lördag söndag mån tis ons tors tor fre lör sön
        mandag tirsdag lørdag søndag man tir lør søn
        maanantai* tiistai* keskiviikko* torstai* perjantai* lauantai* sunnuntai* ke pe la su ti
        esmaspäev* teisipäev* kolmapäev* neljapäev* reede* laupäev* pühapäev*
        pirmdien* otrdien* trešdien* ceturtdien* piektdien* sestdien* svētdien*
        pirmadien* antradien* trečiadien* ketvirtadien* penktadien* šeštadien* sekmadien*
        poniedziałek wtorek środa czwartek piątek sobota niedziela pon wto śro czw pią sob nie pn wt śr pt nd
        pondělí úterý středa čtvrtek pátek neděle po út st čt pá ne
        pondelok utorok streda štvrtok piatok nedeľa
        hétfő* kedd* szerda* csütörtök* péntek* szombat* vasárnap*
        ponedjeljak utorak srijeda četvrtak petak subota nedjelja ponedeljak sreda nedelja ponedeljek torek četrtek petek nedelja
        понедељак уторак среда четвртак петак субота недеља
        понеделник вторник сряда четвъртък петък събота неделя
        понедельник пятница четверг воскресенье суббота понедельника вторника среды четверга пятницы субботы воскресенья среду пятницу субботу пн вт ср чт пт сб вс срд чтв птн сбт вск пнд втр
        понеділок вівторок середа четвер п'ятниця субота неділя нд
        панядзелак аўторак серада чацвер пятніца субота нядзеля
        δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο κυριακή δευ τρι τετ πεμ παρ σαβ κυρ
        e_hënë e_martë e_mërkurë e_enjte e_premte e_shtunë e_diel
        pazartesi salı çarşamba perşembe cuma cumartesi pazar paz pzt sal çar per cum cmt
        bazar_ertəsi çərşənbə_axşamı çərşənbə cümə_axşamı cümə şənbə bazar
        дүйсенбі сейсенбі сәрсенбі бейсенбі жұма сенбі жексенбі dushanba seshanba chorshanba payshanba juma shanba yakshanba
        ორშაბათი სამშაბათი ოთხშაბათი ხუთშაბათი პარასკევი შაბათი კვირა
        երկուշաբթի երեքշաբթի չորեքշաբթի հինգշաբթի ուրբաթ շաբաթ կիրակի
        senin selasa rabu kamis jumat jum'at sabtu minggu ahad isnin khamis jumaat
        lunes martes miyerkules huwebes biyernes sabado linggo
        thứ_hai thứ_ba thứ_tư thứ_năm thứ_sáu thứ_bảy chủ_nhật
        วันจันทร์ วันอังคาร วันพุธ วันพฤหัสบดี วันพฤหัส วันศุกร์ วันเสาร์ วันอาทิตย์ จันทร์ อังคาร พุธ พฤหัสบดี ศุกร์ เสาร์ อาทิตย์
        सोमवार मंगलवार बुधवार गुरुवार शुक्रवार शनिवार रविवार सोम मंगल बुध गुरु शुक्र शनि रवि
        সোমবার মঙ্গলবার বুধবার বৃহস্পতিবার শুক্রবার শনিবার রবিবার রোববার সোম মঙ্গল বুধ বৃহস্পতি শুক্র শনি রবি
        திங்கள் செவ்வாய் புதன் வியாழன் வெள்ளி சனி ஞாயிறு
        星期一 星期二 星期三 星期四 星期五 星期六 星期日 星期天 周一 周二 周三 周四 周五 周六 周日 週一 週二 週三 週四 週五 週六 週日
        月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日 月曜 火曜 水曜 木曜 金曜 土曜 日曜 火 水 木 金 土
        월요일 화요일 수요일 목요일 금요일 토요일 일요일 화 수 목 금 토
        jumatatu jumanne jumatano alhamisi ijumaa jumamosi jumapili duşem sêşem çarşem pêncşem în şemî yekşem
        ראשון שני שלישי רביעי חמישי שישי שבת יום_ראשון יום_שני יום_שלישי יום_רביעי יום_חמישי יום_שישי"),
    (Meaning::Morning, "", "এএম एएम am a.m ص صباحا صباح صباحًا ق.ظ قبل_از_ظهر صبح π.μ f.m fm ap ap. 上午 早上 凌晨 午前 오전 새벽 пр.об öö ÖÖ पूर्वाह्न सुबह সকাল sáng pagi ch'asubuhi de_la_mañana del_mattino vorm vormittags du_matin d.e de ದ dop dopoledne delopiter de. בבוקר ጥዋት"),
    (Meaning::Afternoon, "", "পিএম पीएम بعدازظهر pm p.m م مساء مساءً مساءا ظهرا عصرا ب.ظ بعد_از_ظهر عصر شب μ.μ e.m em ip ip. 下午 晚上 晚间 中午 午後 오후 저녁 밤 сл.об ös अपराह्न शाम বিকেল বিকাল রাত chiều tối malam sore petang odpoledne de_la_tarde de_la_noche du_soir abends nachmittags d.u du. בערב בצהריים ከሰዓት"),
    (Meaning::Noon, "", "noon u_podne midi mediodía mittags 正午 정오 полдень полудня hádegi"),
    (Meaning::Midnight, "", "midnight minuit medianoche mitternacht u_ponoć ponoć منتصف_الليل полночь"),
    (Meaning::Unit(Unit::Second), "", "second seconds sec secs s seconde secondes sekunde sekunden sekund sekunder sek segundo segundos seg segon segons secondo secondi secunde secundă sekundi sekunda sekundy sekund sekundę vteřin vteřiny vteřinami sekundami másodperce másodperccel sekuntia sekunti sekunttia sekundit sekundes sekundžu sekundes sekundės sekundžių секунд секунды секунду секунда сек секунди секунди δευτερόλεπτα δευτερόλεπτο saniye saniyə soniya секунд detik saat_detik saat_kecil giây วินาที सेकंड सेकेंड সেকেন্ড விநாடி 秒 秒钟 秒鐘 초 sekunde ثانية ثواني ثوان ثانیه سیکنڈ שניות שנייה წამის վայրկյան segundu"),
    (Meaning::Unit(Unit::Minute), "", "minutama دقيقه dakikada minute minutes min mins m minuten minuto minutos minut minuts minuti minuta minuty minutę minutter minutten minuutti minuuttia minuutin minuutit minuut minuten min. minutes minūtēm minūtes minučių minutės perc perccel percce minuta минут минуты минуту минута мин хв хвилин хвилини хвилину минути λεπτά λεπτό λεπτών dakika dk dəqiqə daqiqa минут минута menit minit phút นาที मिनट মিনিট நிமிடம் நிமிடங்கள் 分 分钟 分鐘 分間 분 dakika دقيقة دقائق دقیقه منٹ خولەک דקות דקה დღ წუთის րոպե minutu minuti minutë minutami minúty minút minútami deqîqe"),
    (Meaning::Unit(Unit::Hour), "", "ure uro ura urama urami hour hours hr hrs h heure heures stunde stunden std hora horas hores hora ora ore oră sat sata sati godzina godzinę godziny godzin godz hodina hodinu hodiny hodin hodinami hod hodinou órája óra órával timme timmar tim timer time timen tunti tuntia tunnin t tundi tunni stundas stundām valandas valandų valandą val uur uren u час часа часов часу ч год година години годину годин ώρα ώρες ωρών saat sa соат soat сағат jam giờ ชั่วโมง ชม घंटा घंटे घंटों ঘন্টা ঘণ্টা மணி மணிநேரம் 小时 小時 个小时 個小時 時間 시간 saa masaa ساعة ساعات ساعت گھنٹے گھنٹہ گھنٹا کاتژمێر سەعات שעות שעה საათის ժամ ordu orë orëve saet сати сата сат пре_сата oras"),
    (Meaning::Unit(Unit::Day), "", "يوما วันที่ dnevoma dnevi day days d jour jours j tag tage tagen día días dia dias dies giorno giorni g zi zile dan dana dani dnevi dnevom dzień dni den dny dnů dnem deň dňami nap napja nappal dag dagar dagen dager dage dage døgn päivä päivää päivän pv pvä päev päeva dienas dienām diena dienų dienas dienos dagen dgn день дня дней сутки суток дни дена дні днів ημέρα ημέρες ημερών μέρες μέρα gün gün gun kun kün күн hari hr ngày วัน दिन দিন நாள் நாட்கள் 天 日 日間 일 siku يوم أيام ايام روز دن ڕۆژ ימים יום დღის օր egun ditë araw дана дан roj"),
    (Meaning::Unit(Unit::Week), "", "wks أسبوعا اسبوعا tednoma tedne أسبوع week weeks wk w semaine semaines sem woche wochen semana semanas setmana setmanes settimana settimane săptămână săptămâni tjedan tjedna tjedana sedmica sedmicu sedmice nedelja nedelje nedelju teden tedna tedni tydzień tygodnie tygodni tygodniu týden týdny týdnů týdnem týždeň týždne týždňov hét hete héttel vecka veckor uke uker uge uger viikko viikkoa viikon vk vko nädal nädalat nädala nedēļas nedēļām savaitę savaites savaičių weken неделя недели недель неделю нед тиждень тижні тижнів тиждня седмица седмици недеља недеље недељу εβδομάδα εβδομάδες hafta həftə апта hafta minggu mgg pekan tuần สัปดาห์ อาทิตย์ हफ्ते हफ्ता सप्ताह সপ্তাহ வாரம் வாரங்கள் 周 週 星期 个星期 個星期 週間 주 주일 wiki أسبوع أسابيع اسبوع اسابيع هفته ہفتے ہفتہ هەفتە שבועות שבוע კვირის շաբաթ aste javë hefte"),
    (Meaning::Unit(Unit::Month), "", "شهرا mesecema mesecev month months mo mos mois monat monate monaten mes meses mesos mês mese mesi lună luni mjesec mjeseca mjeseci mesec meseca meseci miesiąc miesiące miesięcy měsíc měsíce měsíců měsícem mesiac mesiace mesiacmi hónap hónapja hónappal månad månader måned måneder kuukausi kuukautta kuukauden kk kuu kuud mēneša mēnešiem mėnesį mėnesius mėnesių maand maanden mnd месяц месяца месяцев мес місяць місяці місяців месец месеца месеци μήνα μήνες μηνών ay ay oy ай bulan bln tháng เดือน महीने महीना মাস மாதம் மாதங்கள் 月 个月 個月 ヶ月 か月 カ月 ヵ月 箇月 개월 달 mwezi miezi شهر أشهر شهور ماه مہینے مہینہ مانگ חודשים חודש თვის ամիս hilabete muaj meh"),
    (Meaning::Unit(Unit::Year), "", "عاما letoma leti year years yr yrs y an ans année années jahr jahre jahren año años ano anos any anys anno anni ani godina godine godinu leto leta let rok roku rokiem lata lat roky roky rokem roků rokmi év éve évvel år vuosi vuotta vuoden v aasta aastat gada gadiem metai metus metų jaar год года лет году рік роки років року година_дана година години годину година χρόνια χρόνο έτος έτη yıl il yil жыл tahun thn năm ปี साल वर्ष বছর বৎসর வருடம் ஆண்டு 年 年間 년 mwaka miaka سنة سنوات عام أعوام سال ساڵ שנים שנה წლის տարի urte vit vjet sal година"),
    (Meaning::Unit(Unit::Year), "sr", "година године годину"),
    (Meaning::Unit(Unit::Year), "bg", "година години"),
    (Meaning::Unit(Unit::Year), "mk", "година години"),
    (Meaning::Unit(Unit::Hour), "uk", "година години годину годин"),
    (Meaning::Several(Unit::Second, 2), "", "ثانيتين ثانيتان"),
    (Meaning::Several(Unit::Minute, 2), "", "دقيقتين دقيقتان"),
    (Meaning::Several(Unit::Hour, 2), "", "ساعتين ساعتان שעתיים"),
    (Meaning::Several(Unit::Day, 2), "", "يومين يومان יומיים"),
    (Meaning::Several(Unit::Week, 2), "", "أسبوعين اسبوعين أسبوعان שבועיים"),
    (Meaning::Several(Unit::Month, 2), "", "شهرين شهران חודשיים"),
    (Meaning::Several(Unit::Year, 2), "", "سنتين عامين سنتان عامان שנתיים"),
    (Meaning::Several(Unit::Minute, 1), "", "semenit"),
    (Meaning::Several(Unit::Hour, 1), "", "sejam unora un'ora"),
    (Meaning::Several(Unit::Minute, 30), "", "半小时 半小時 半个小时 半個小時 半時間 полчаса півгодини"),
    (Meaning::Several(Unit::Day, 1), "", "sehari"),
    (Meaning::Several(Unit::Week, 1), "", "seminggu sepekan"),
    (Meaning::Several(Unit::Month, 1), "", "sebulan"),
    (Meaning::Several(Unit::Year, 1), "", "setahun"),
    (Meaning::Count(1), "", "a an one un une uno una ein eine einer einem einen um uma o en ett et één een один одна одно одну одного واحد واحدة bir yksi jeden jedna jednu egy ένα μία μια một satu isang एक একটি এক ஒரு 一 한"),
    (Meaning::Count(2), "", "two deux zwei dos due dois duas две два двух двое two اثنين iki kaksi dwa dwie dva dvě dvije két două twee två to δύο hai dua दो দুই 两 兩 二 두"),
    (Meaning::Count(3), "", "three trois drei tres tre três trei три трех трёх ثلاثة ثلاث üç kolme trzy tři tri három drie τρεις τρία ba tiga तीन তিন 三 세"),
    (Meaning::Count(4), "", "four quatre vier cuatro quatro quattro patru четыре أربعة أربع dört neljä cztery čtyři četiri négy fyra fire τέσσερις bốn empat चार চার 四 네"),
    (Meaning::Count(5), "", "five cinq fünf cinco cinque cinci пять п'ять خمسة خمس beş viisi pięć pět pet öt vijf fem πέντε lima पांच পাঁচ 五"),
    (Meaning::Count(6), "", "six sechs seis sei șase шесть шість ستة ست altı kuusi sześć šest hat zes sex seks έξι sáu enam छह ছয় 六"),
    (Meaning::Count(7), "", "seven sept sieben siete sete sette șapte семь سبعة سبع yedi seitsemän siedem sedm sedam hét zeven sju syv επτά bảy tujuh सात সাত 七"),
    (Meaning::Count(8), "", "eight huit acht ocho oito otto opt восемь ثمانية ثماني ثمان sekiz kahdeksan osiem osm osam nyolc åtta åtte otte οκτώ tám delapan आठ আট 八"),
    (Meaning::Count(9), "", "nine neuf neun nueve nove nouă девять تسعة تسع dokuz yhdeksän dziewięć devět devet kilenc negen nio ni εννέα chín sembilan नौ নয় 九"),
    (Meaning::Count(10), "", "ten dix zehn diez dez dieci zece десять عشرة عشر on kymmenen dziesięć deset tíz tien tio ti δέκα mười sepuluh दस দশ 十"),
    (Meaning::Count(11), "", "eleven onze elf once undici одиннадцать"),
    (Meaning::Count(12), "", "twelve douze zwölf doce doze dodici двенадцать"),
    (Meaning::Count(15), "", "fifteen quinze fünfzehn quince quindici пятнадцать"),
    (Meaning::Count(20), "", "twenty vingt zwanzig veinte vinte venti двадцать"),
    (Meaning::Count(30), "", "thirty trente dreißig treinta trinta trenta тридцать"),
    (Meaning::Count(40), "", "forty quarante vierzig cuarenta quarenta quaranta сорок"),
    (Meaning::Count(50), "", "fifty cinquante fünfzig cincuenta cinquenta cinquanta пятьдесят"),
    (Meaning::Half, "", "half نصف halbe halben demi media meia mezz'ora yarım pół"),
    (Meaning::Ago, "", "hai ผ่านมา lalu ago منذ قبل il_y_a vor hace atrás há fa acum în_urmă geleden sedan siden for_siden sitten tagasi temu тому назад тому_назад преди пре prije pre pred před οριν πριν πριν_από önce evvel əvvəl qabaq oldin avval бұрын мурун lalu yang_lalu lepas yang_lepas trước cách_đây ที่แล้ว ที่ผ่านมา ก่อน पहले পূর্বে আগে முன் முன்பு முன்னர் 前 之前 以前 전 iliyopita yaliyopita zilizopita para berî پیش قبل پہلے لەمەوپێش پێش לפני წინ առաջ duela pirms prieš más_temprano e_parë më_parë ezelőtt ezelott órája perce napja nakalipas nakaraan հետո fai ተከታይ በፊት"),
    (Meaning::DayOffset(0), "", "today اليوم aujourd'hui heute hoy hoje oggi avui hodie azi astăzi vandaag idag i_dag tänään täna šodien šiandien dziś dzisiaj dnes danas данас денес днес сегодня сёгодня сьогодні сёння σήμερα sot bugün bu_gün bugun бүгін hari_ini hôm_nay วันนี้ आज আজ இன்று 今天 今日 本日 오늘 leo امروز آج ئەمڕۆ îro היום დღეს այսօր gaur hoxe ngayon ma_este"),
    (Meaning::DayOffset(-1), "", "yesterday أمس امس يوم_أمس البارحة hier gestern ayer ontem ieri ahir onte atzo gisteren igår i_går eilen eile vakar wczoraj včera juče jučer јуче вчера вчора учора χθες εχθές dje dün dünən kecha кеше kemarin semalam kelmarin hôm_qua เมื่อวาน เมื่อวานนี้ कल গতকাল நேற்று 昨天 昨日 きのう 어제 jana دیروز گزشتہ_روز دوێنێ duh אתמול გუშინ երեկ kahapon tegnap včeraj"),
    (Meaning::DayOffset(-2), "", "أول_أمس أمس_الأول avant-hier vorgestern anteayer anteontem altro_ieri eergisteren förrgår i_förrgår i_forgårs toissapäivänä przedwczoraj předevčírem předvčírem предивчера позавчера позавчора προχθές evvelsi_gün 前天 一昨日 그저께 그제 پریروز שלשום tegnapelőtt day_before_yesterday"),
    (Meaning::JustNow, "", "just_now now الآن قبل_قليل منذ_قليل منذ_لحظات قبل_لحظات moments_ago a_moment_ago seconds_ago à_l'instant gerade_eben soeben ahora_mismo ahora justo_ahora agora agora_mesmo adesso proprio_ora zojuist just_nu nyss akkurat_nå lige_nu nyt juuri_nyt przed_chwilą teraz právě_teď před_chvílí только_что сейчас щойно şimdi az_önce baru_saja vừa_xong เมื่อสักครู่ अभी এইমাত্র 刚刚 剛剛 たった今 방금 방금_전 همین_حالا لحظاتی_پیش ابھی עכשיו כרגע chiar_acum upravo_sad"),
    (Meaning::LessThan, "", "less_than moins_de moins_d weniger_als menos_de meno_di أقل_من менее меньше mindre_än mindre_enn"),
    (Meaning::Published, "", "published publication posted submitted submitted_by gespeichert gespeichert_von mise_en_ligne verfasst artikel_wurde beitrag_wurde eintrag_wurde pressemitteilung_vom enviado_por soumis_par data_wydania dodane ajouté_le added added_on uploaded inserito pubblicata opublikowane размещено добавлено дата_публикации ημερομηνία_δημοσίευσης δημοσιεύθηκε δημοσιεύτηκε yayınlanma yayın_tarihi eklenme yayınlanma_tarihi oluşturulma first_published issued date_published created release released originally_published نشر نشرت نُشر نُشرت النشر تاريخ_النشر تم_النشر أضيف أضيفت منشور publié publie publication paru mis_en_ligne créé parution veröffentlicht erstellt erschienen publiziert datum publicado publicada publicación creado publicação criado em pubblicato pubblicazione publicat data_publicării gepubliceerd geplaatst publicerad publicerat skapad publisert publiceret oprettet julkaistu avaldatud publicēts paskelbta opublikowano opublikowany data_publikacji dodano publikováno vydáno zveřejněno publikované uverejnené megjelent közzétéve objavljeno објављено објавено публикувано публикация опубликовано создано опубліковано дата_публикации δημοσίευση δημοσιεύτηκε δημοσιεύθηκε publikuar yayınlanma yayın_tarihi yayınlandı giriş giriş_tarihi oluşturulma eklenme eklenme_tarihi tarix dərc_olunub diterbitkan dipublikasikan terbit tayang đăng_lúc xuất_bản เผยแพร่ प्रकाशित প্রকাশ প্রকাশিত 发布 發布 发表 發表 发布时间 發布時間 公開 公開日 投稿 掲載 配信 입력 등록 게시 기사입력 بۆ_بڵاوکردنەوە انتشار تاریخ_انتشار منتشر_شده شائع פורסם פורסם_ב גამოქვეყნდა weşandin imechapishwa"),
    (Meaning::Updated, "", "updated last_updated update modified last_modified edited revised correction corrected تحديث تم_التحديث آخر_تحديث محدثة محدث حدث آخر_تعديل تعديل عدلت معدل mis_à_jour mise_à_jour actualisé modifié maj aktualisiert aktualisierung update letzte_aktualisierung geändert zuletzt actualizado actualizada última_actualización modificado actualización atualizado atualizada atualização aggiornato aggiornata aggiornamento modifica ultimo_aggiornamento actualizat actualitzat bijgewerkt laatst_bijgewerkt gewijzigd uppdaterad uppdaterat ändrad oppdatert sist_oppdatert opdateret sidst_opdateret päivitetty muokattu uuendatud atjaunots atnaujinta aktualizacja aktualizováno aktualizované aktualizované frissítve frissült frissítés módosítva ažurirano ažuriran posodobljeno ажурирано ажурирана обновлено обновлена изменено оновлено обновен актуализирано променено ενημέρωση ενημερώθηκε τελευταία_ενημέρωση përditësuar güncelleme son_güncelleme güncellenme güncellendi güncelleme_tarihi yenilənib diperbarui diupdate dikemaskini kemas_kini cập_nhật แก้ไข อัปเดต अपडेट अद्यतन আপডেট 更新 更新时间 更新時間 更新日 最終更新 修正 수정 최종수정 기사수정 به_روزرسانی بروزرسانی آخرین_به_روزرسانی بەڕۆژکردنەوە اپ_ڈیٹ עודכן עדכון_אחרון განახლდა թարմացվել imesasishwa"),
    (Meaning::ClockLead, "", "at الساعة على_الساعة عند_الساعة ساعة um à a_las a_la alle às ore ora la_ora om kl klo kell plkst o godz godzina v ve u в о об στις saat saat: соат в_час lúc jam pukul เวลา บजे ساعت بجے בשעה ժամը საათზე í @ w ob ob_uri klokken klokka as hs"),
    (Meaning::Filler, "", "de del di du d of the on in le el il la den der am vom dne dňa dnia dana em het op på pe në ngày ngay ng ngày_đăng mùng วันที่ ที่ date dated time local_time local fecha data dato datum tarih tarihi tarix дата تاريخ التاريخ بتاريخ يوم اليوم_ في تاريخ: مورخ برابر_با الموافق الموافق_ل الموافق_لـ بتوقيت توقيت حسب_التوقيت التوقيت_المحلي بالتوقيت_المحلي المحلي وقت به_وقت زمان יום תאריך ב th st nd rd er e. år yr г г. год року року_ р р. рік года год. years év gads gada metų m. jaar roku roka rok ч ч. часа ora_italiana uhr h hrs น น. uur ч. ई. अ. को তারিখ সাল সালের খ্রিস্টাব্দ ই লা রা শে ঠা எ year ano año ve і та عند saati время час time: дата: klo kl om lịch by à the_ д d. ა წ წელი թ թվական թ. յ. жылғы жыл й yil yili yilning ilə il ili ayı күні ja ko den. ngày: aaj pada tanggal tgl hari noong ika ni mnamo tarehe ca ca. about approximately around environ cerca_de etwa ungefähr около примерно přibližně aproximadamente circa حوالي نحو تقريبا প্রায় लगभग cca près_de quase mera yaklaşık más_o_menos เดือน ปี ค.ศ ค.ศ. กิจ"),
    (Meaning::YearMark, "", "年 년 năm"),
    (Meaning::MonthMark, "", "月 월 tháng"),
    (Meaning::DayMark, "", "日 号 號 일"),
    (Meaning::HourMark, "", "時 时 點 点 시 h uhr u hs hrs uur น giờ h. ч hod 点钟 點鐘 heures baje बजे টায় টা"),
    (Meaning::MinuteMark, "", "分 분 min minutes"),
    (Meaning::Era(Calendar::JapaneseEra(2018)), "", "令和 reiwa"),
    (Meaning::Era(Calendar::JapaneseEra(1988)), "", "平成 heisei"),
    (Meaning::Era(Calendar::JapaneseEra(1925)), "", "昭和"),
    (Meaning::Era(Calendar::Minguo), "", "民國 民国 中華民國 民"),
    (Meaning::Era(Calendar::Buddhist), "", "พ.ศ พุทธศักราช"),
    (Meaning::Era(Calendar::Hijri), "", "هـ هجري هجرية هجرى للهجرة"),
    (Meaning::Era(Calendar::Jalali), "", "هجری_شمسی شمسی خورشیدی"),
    (Meaning::Era(Calendar::Gregorian), "", "م ميلادي ميلادية للميلاد مـ میلادی 公元 西元 西暦 ad ce"),
    (Meaning::Unit(Unit::Hour), "", "klukkustund klukkustundum klukkustundir klst గంట గంటలు గంటల ಗಂಟೆ ಗಂಟೆಗಳು ಗಂಟೆಗಳ മണിക്കൂർ કલાક तास तासांपूर्वी तासापूर्वी ਘੰਟੇ ਘੰਟਾ နာရီ цагийн цаг гадзіны гадзін гадзіну ម៉ោង ຊົ່ວໂມງ"),
    (Meaning::Unit(Unit::Minute), "", "mínútu mínútur mínútum నిమిషం నిమిషాలు నిమిషాల ನಿಮಿಷ ನಿಮಿಷಗಳ ನಿಮಿಷಗಳು മിനിറ്റ് മിനിട്ട് മിനിറ്റുകൾ મિનિટ मिनिटे मिनिटांपूर्वी ਮਿੰਟ မိနစ် минутын хвілін хвіліны хвіліну នាទី ນາທີ"),
    (Meaning::Unit(Unit::Day), "", "dögum రోజు రోజులు రోజుల ದಿನ ದಿನಗಳ ದಿನಗಳು ദിവസം દિવસ दिवस दिवसांपूर्वी ਦਿਨ ရက် өдрийн өдөр дзён дзень"),
    (Meaning::Ago, "", "пред fyrir క్రితం ಹಿಂದೆ മുമ്പ് മുൻപ് પહેલા પહેલાં पूर्वी तासांपूर्वी तासापूर्वी मिनिटांपूर्वी दिवसांपूर्वी ਪਹਿਲਾਂ အကြာက өмнө таму gelede មុន"),
    (Meaning::Filler, "", "жылдын жылы жылғы ýylyň nji njy ýylyň ថ្ងៃទី ខែ ឆ្នាំ يىلى соли"),
    (Meaning::Filler, "mt", "ta"),
    (Meaning::Filler, "ps", "د"),
];
