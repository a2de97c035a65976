package org.busbar.plugin.format;

/** A plug-in or catalogue is refused. */
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Refusal refusal;

  /** With everything the person needs to know. */
  public RefusedException(Refusal refusal) {
    super(refusal.text());
    this.refusal = refusal;
  }

  /** In the order of {@link Refusal}. */
  public RefusedException(Reason reason, String what, String where, String remedy) {
    this(new Refusal(reason, what, where, remedy));
  }

  /** Why. */
  public Refusal refusal() {
    return refusal;
  }
}
