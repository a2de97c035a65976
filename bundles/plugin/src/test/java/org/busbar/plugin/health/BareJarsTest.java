package org.busbar.plugin.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.busbar.api.face.Site;
import org.busbar.api.site.SiteModelBuilder;
import org.busbar.api.vocabulary.SiteId;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.Version;

class BareJarsTest {
  private final List<String> raised = new ArrayList<>();

  /** Answers these methods and no other. */
  private static <T> T only(Class<T> type, Map<String, Object> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, _) -> answers.get(method.getName())));
  }

  private static Bundle bundle(String location) {
    return only(
        Bundle.class,
        Map.of(
            "getLocation",
            location,
            "getSymbolicName",
            "dev.mode",
            "getVersion",
            new Version(1, 0, 0)));
  }

  private Site site(String name) {
    return (Site)
        Proxy.newProxyInstance(
            Site.class.getClassLoader(),
            new Class<?>[] {Site.class},
            (_, method, arguments) -> {
              if (method.getName().equals("model")) {
                return new SiteModelBuilder(new SiteId("local", name)).build();
              }
              raised.add(name + " " + arguments[0] + " " + arguments[2] + " " + arguments[3]);
              return null;
            });
  }

  @Test
  void eachSiteHearsOnceOfAJarThatIsHeldToNothing() {
    BareJars bare = new BareJars(() -> List.of(bundle("reference:file:/home/x/plugins/mode.jar")));
    bare.tell(List.of());
    bare.tell(List.of(site("one")));
    bare.tell(List.of(site("one"), site("two")));
    assertEquals(2, raised.size(), raised::toString);
    assertTrue(
        raised.getFirst().startsWith("one WARNING plugin-bare dev.mode 1.0.0"), raised::toString);
  }

  @Test
  void whatIsVerifiedOrOfTheAssemblyIsNotMeant() {
    new BareJars(
            () ->
                List.of(
                    bundle("reference:file:/home/x/plugins/staged/a.b/1.0.0-ff/bundles/b.jar"),
                    bundle("reference:file:/opt/busbar/bundles/org/busbar/c/1/c-1.jar"),
                    bundle("System Bundle")))
        .tell(List.of(site("one")));
    assertEquals(List.of(), raised);
  }
}
