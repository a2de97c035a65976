package org.busbar.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.busbar.api.site.ContactConfig;
import org.busbar.config.api.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code contacts} of a site. */
class ContactsTest {
  private static final String SITE =
      """
      busbar: site/1
      site: home
      connections:
        plant: {transport: modbus-tcp}
      devices:
        bat1: {profile: acme.battery, connection: plant}
      """;

  private static List<ContactConfig> contacts(String written) throws ConfigException {
    return SiteFile.parse("site.yaml", SITE + written).contacts();
  }

  @Test
  void contactsAreReadInTheOrderOfTheFile() throws ConfigException {
    assertEquals(
        List.of(
            new ContactConfig(
                "Jo Example", "electrician on duty", "+41 44 123 45 67", "", "day and night"),
            new ContactConfig("control-room", "", "", "duty@example.org", "")),
        contacts(
            """
            contacts:
              duty:
                name: Jo Example
                role: electrician on duty
                phone: "+41 44 123 45 67"
                text: day and night
              control-room: {mail: duty@example.org}
            """));
  }

  @Test
  void aSiteWithoutContactsHasNone() throws ConfigException {
    assertEquals(List.of(), contacts(""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {role: nobody knows how}     | cannot be reached
          {phone: 'call me'}           | phone
          {mail: somewhere}            | mail
          {phone: '112', fax: '1'}     | fax
          """)
  void whoCannotBeReachedIsAProblem(String written, String said) {
    ConfigException e =
        assertThrows(ConfigException.class, () -> contacts("contacts:\n  duty: " + written + "\n"));
    assertTrue(String.valueOf(e.getMessage()).contains(said), e.getMessage());
  }
}
