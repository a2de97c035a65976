package ${package};

import org.busbar.api.page.Page;
import org.osgi.service.component.annotations.Component;

/** A page of the console; what it shows is in {@code page/main.js}. */
@Component(service = Page.class)
public final class ${className} implements Page {
  @Override
  public String id() {
    return "${word}";
  }

  @Override
  public String title() {
    return "${name}";
  }

  @Override
  public String module() {
    return "page/main.js";
  }
}
