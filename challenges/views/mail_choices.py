"""Which mails one gets oneself."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from challenges import actions
from challenges.forms import MailForm
from challenges.mail_choices import OPTIONAL, muted_by
from challenges.models import User
from challenges.sign_in.second_step import about_oneself


@about_oneself
def my_mail(request):
    """Switch off the mails one can do without."""
    person = User.objects.get(pk=request.user.pk)
    back = reverse("challenges:my_account")
    initial = {"wanted": sorted(set(OPTIONAL) - muted_by(person))}
    form = MailForm(request.POST if request.method == "POST" else None, initial=initial, cancel=back)
    if request.method == "POST" and form.is_valid():
        actions.choose_mail(person, by=person, **form.cleaned_data)
        messages.success(request, "Saved.")
        return redirect(back)
    return render(request, "challenges/my_mail.html", {"form": form})
