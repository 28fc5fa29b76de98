"""First names that are common here, folded: where one is typed, a search may be about a person.

Left out are those that are also words of another meaning, such as August, Ernst, Kai, Mark, Rose or Sonne.
"""

FIRST_NAMES_LIST = """
abdul abdullah achim adam adem adrian agnieszka ahmed ahmet aisha alexander alexandra alfred ali alina amelie amina
amir ana anastasia andre andrea andreas andrzej anette angela angelika anita anja anna anne annemarie annette anni
anton antonia anton arda armin arthur artur ayse aysche aylin barbara bashar bastian baerbel beate ben benjamin bernd
bernhard bettina bianca birgit bjoern brigitte britta burak can carina carmen carola carolin carsten cem charlotte
christa christian christiane christina christine christoph claudia clemens cornelia daniel daniela david deniz dennis
detlef diana dieter dietmar dirk dmitri dominik dorothea edith eduard elena elfriede elias elif elisabeth elke ella
ellen emil emilia emily emine emma emre erich erika erwin esra eva evelyn ewa fabian fatima fatma felix ferdinand
finn florian frank franz franziska friedrich fritz gabi gabriele georg gerd gerda gerhard gertrud gisela gregor grzegorz
guenter guenther gudrun guido hakan halil hamza hanna hannah hannelore hans harald hartmut hasan hassan hatice heidi
heike heiko heinrich heinz helena helga helmut hendrik henning henrik herbert hermann hilde hildegard holger horst
hubert hueseyin hussein ibrahim ida ilona ilse ines inge ingeborg ingo ingrid irena irene irina iris irmgard isabel
isabell ismail ivan iwona jan jana janine jasmin jens joachim joanna jochen johann johanna johannes jolanta jonas
jonathan joerg josef juergen julia julian juliane jutta kadir karim karin karina karl karolina karsten katarina
katarzyna katharina kathrin katja katrin kemal kerstin khaled kirsten klara klaus konrad konstantin kristina krzysztof
kurt lara larissa lars laura lea lena leon leonie liam lieselotte lina linda lisa lothar louis luca ludwig luis luisa
lukas lutz magdalena maik maja malgorzata malte manfred manuel manuela marc marcel marco marcus margarete margot maria
mariam marianne marie marina mario marion markus marlene marta martha martin martina mathilda matthias max maximilian
maya mehmet melanie merve mia michael michaela mike mila milan miriam mohamed mohammad mohammed monika moritz murat
mustafa mustapha nadia nadine nadja natalia natalie nele nicole niklas nikolai nils nina noah nora norbert nour olaf
oleg olga oliver omar oskar osman patricia patrick patrik paul paula pauline pawel petra philipp piotr rabia rainer
ralf ramazan ramona raphael regina reinhard reinhold renate rene ricarda richard rita robert robin roland rolf roman
rosemarie rudolf ruediger ruth sabine sabrina sami samira samuel sandra sara sarah sascha sebastian selma serkan
sibylle sigrid silke silvia simon simone sofia sofie sonja sophia sophie stefan stefanie steffen stephan stephanie
susanne sven svenja sylvia tamara tanja tatjana tatiana theresa thomas thorsten tim timo tina tobias tom torben
torsten udo ulrich ulrike umut ursula ute uwe valentina vanessa vera verena veronika victoria viktor viktoria vladimir
volker waltraud wanda wassim werner wiebke wilfried wilhelm wojciech wolfgang yasemin yasin yusuf yvonne zeynep zoe
"""
FIRST_NAMES = frozenset(FIRST_NAMES_LIST.split())
