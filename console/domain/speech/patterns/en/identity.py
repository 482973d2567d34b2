"""English patterns: posing as the police, a court, a lawyer or another authority."""

from __future__ import annotations

from console.domain.speech.patterns.en.pieces import GAP

PATTERNS: dict[str, tuple[str, ...]] = {
    "false_identity": (  # T5
        r"(?:this is|i'm|i am|we're|we are|i work (?:for|at|with)|calling from|"
        r"i'm calling from|i represent|we represent|here is|speaking,?|it's) (?:the |"
        rf"from the |with the |an? |your |officer {GAP}of |detective |inspector |sergeant |"
        rf"officer |agent )*{GAP}?(?:police|court|prosecutor|sheriff|marshal|attorney general|"
        r"district attorney|law ?enforcement|task ?force|government|federal|fbi|irs|"
        r"tax office|central bank|ministry|judge|bailiff|detective|enforcement (?:office|"
        r"bureau|officer|division)|credit bureau|people's bank|neighbou?rhood committee|"
        r"immigration)(?! (?:line|asked|customer|said))|(?:this is|i'm|i am) (?:the |your |a |"
        r"an |)?(?:bank's |creditor's |firm's |company's )?(?:lawyer|attorney|"
        r"legal officer of the court|solicitor|barrister|counsel)\b|court enforcement (?:here|"
        r"calling|speaking)|(?:the )?(?:police|court|prosecutor'?s? office|government|"
        r"task force|central bank|sheriff)(?:'s)? (?:here|speaking|calling|hereby (?:orders|"
        r"notifies|summons|warns)|orders you|is notifying you|demands that you|"
        r"has authori[sz]ed (?:me|us))|on behalf of the (?:police|court|government|prosecutor|"
        r"state)|badge number|law office of|central bank staff|prosecutor'?s office[,:]",
        r"(?:police|sheriff'?s?|marshal'?s?|court) (?:department|office|dept|station|"
        r"house)\b[^.?!]{0,30}(?:speaking|here|calling|division|unit|on the line)",
        r"(?:i'm|i am|we're|we are|this is) (?:calling )?(?:with|from|"
        r"at) (?:the )?(?:\w+ )?(?:attorney'?s?|prosecutor'?s?|solicitor'?s?) office",
        r"(?:^|[.,;:!] ?)(?:this is |i'm |i am )?(?:detective|officer|sergeant|inspector|marshal|"
        r"deputy|judge|constable|agent) [a-z]+(?:,|\.| (?:from|with|of|speaking|here|and|we|"
        r"about))",
        r"(?:i |we )(?:work for|represent|am with|are with|"
        r"act for) (?:the )?[a-z ]{0,16}(?:government|police|court|federal|state|treasury|"
        r"justice)",
    )
}
