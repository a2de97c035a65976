package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.busbar.api.face.Gateway;
import org.busbar.api.face.Site;
import org.busbar.api.vocabulary.SiteId;
import org.junit.jupiter.api.Test;

class ${className}Test {
  @Test
  void aGatewayWithoutSitesHasNone() {
    Gateway none =
        new Gateway() {
          @Override
          public Collection<Site> sites() {
            return List.of();
          }

          @Override
          public Optional<Site> site(SiteId id) {
            return Optional.empty();
          }
        };
    assertEquals(0, new ${className}(none).sites());
  }
}
