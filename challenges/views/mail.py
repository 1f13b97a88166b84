"""The outbox of a challenge."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from challenges import actions, outbox
from challenges.access import challenge_view
from challenges.models import OutboundMail


@challenge_view("challenges.view_mail")
def mail_list(request, challenge):
    mails = outbox.found_by(request.user, challenge).select_related("person", "written_by").order_by("-pk")[:100]
    return render(request, "challenges/mail_list.html", {"challenge": challenge, "mails": mails})


@challenge_view("challenges.view_mail")
def mail_detail(request, challenge, pk):
    mail = get_object_or_404(outbox.found_by(request.user, challenge).select_related("person", "written_by"), pk=pk)
    return render(
        request,
        "challenges/mail_detail.html",
        {
            "challenge": challenge,
            "mail": mail,
            "to_settle": mail.state in {OutboundMail.State.UNCERTAIN, OutboundMail.State.FAILED},
        },
    )


@require_POST
@challenge_view("challenges.mend_mail")
def mail_settle(request, challenge, pk):
    mail = get_object_or_404(outbox.found_by(request.user, challenge), pk=pk)
    send_again = request.POST.get("choice") == "send"
    actions.settle_mail(mail, by=request.user, send_again=send_again)
    messages.success(request, "The mail will be sent again." if send_again else "The mail is set aside.")
    return redirect("challenges:mail_list", slug=challenge.slug)
