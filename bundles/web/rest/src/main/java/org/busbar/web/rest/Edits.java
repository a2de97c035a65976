package org.busbar.web.rest;

import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.busbar.api.face.SiteEditor;
import org.busbar.api.face.SiteEditor.Edited;
import org.busbar.api.face.SiteEditor.Flaw;
import org.busbar.api.site.SiteChange;
import org.busbar.api.site.SiteModel;
import org.busbar.api.time.Clock;
import org.busbar.web.rest.json.Problem;
import org.busbar.web.rest.json.ProblemException;
import org.busbar.web.rest.view.EditView;
import org.jspecify.annotations.Nullable;

/** Edits of site.yaml as requests make them; ends the request where one is refused. */
final class Edits {
  private final Sites sites;
  private final TakenUp takenUp;

  Edits(Sites sites, Clock clock) {
    this.sites = sites;
    this.takenUp = new TakenUp(clock);
  }

  /** The file as it is written. */
  Map<String, Object> document() {
    return sites.editor().document();
  }

  /**
   * Makes changes as one.
   *
   * @param field names the field of the request that a key of the file came from
   */
  EditView make(
      List<SiteChange> changes,
      SecurityContext who,
      @Nullable String reason,
      UnaryOperator<String> field) {
    String why = Requests.reason(reason);
    SiteModel before = sites.required().model();
    EditView made = view(sites.editor().change(changes, name(who), why), field);
    takenUp.await(sites.required(), now -> now.model() != before);
    return made;
  }

  /** Whether changes would be made; changes nothing. */
  EditView look(List<SiteChange> changes, UnaryOperator<String> field) {
    return view(sites.editor().check(changes), field);
  }

  /** Takes the last change back. */
  EditView undo(SecurityContext who, @Nullable String reason) {
    SiteEditor editor = sites.editor();
    SiteModel before = sites.required().model();
    EditView made = view(editor.undo(name(who), Requests.reason(reason)), UnaryOperator.identity());
    takenUp.await(sites.required(), now -> now.model() != before);
    return made;
  }

  private static String name(SecurityContext who) {
    return who.getUserPrincipal().getName();
  }

  private static EditView view(Edited edited, UnaryOperator<String> field) {
    return switch (edited) {
      case Edited.Done(int generation, boolean commentsKept, boolean rebuilt) ->
          new EditView(generation, commentsKept, rebuilt);
      case Edited.Refused refused -> throw new ProblemException(problem(refused, field));
    };
  }

  /** The first flaw by its field, and all of them in words. */
  private static Problem problem(Edited.Refused refused, UnaryOperator<String> field) {
    Flaw first = refused.flaws().getFirst();
    String detail =
        refused.flaws().stream()
            .map(flaw -> sentence(flaw, field))
            .collect(Collectors.joining("\n"));
    String path = field.apply(first.path());
    return new Problem(
        refused.invalid() ? 400 : 409,
        refused.invalid() ? "Invalid field" : "Refused",
        detail,
        path.isEmpty() ? null : path,
        first.value().isEmpty() ? null : first.value(),
        first.remedy().isEmpty()
            ? null
            : first.remedy() + (first.remedy().endsWith("?") ? "" : "."));
  }

  private static String sentence(Flaw flaw, UnaryOperator<String> field) {
    String path = field.apply(flaw.path());
    String value = flaw.value().isEmpty() ? "" : " = '" + flaw.value() + "'";
    return (path.isEmpty() ? "" : path + value + ": ") + flaw.text() + ".";
  }
}
