package ${package};

import org.busbar.api.face.Gateway;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Looks at the sites of the gateway. It reads; what it wants done it would propose. */
@Component(service = ${className}.class)
public final class ${className} {
  private final Gateway gateway;

  /** With the sites of this gateway. */
  @Activate
  public ${className}(@Reference Gateway gateway) {
    this.gateway = gateway;
  }

  /** How many sites this gateway runs. */
  public int sites() {
    return gateway.sites().size();
  }
}
