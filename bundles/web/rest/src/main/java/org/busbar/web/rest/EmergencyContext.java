package org.busbar.web.rest;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.osgi.service.servlet.context.ServletContextHelper;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardContext;

/**
 * Lies over the path of the REST application, so that the emergency stop and the live interface do
 * not go through it.
 */
@Component(
    service = ServletContextHelper.class,
    scope = ServiceScope.BUNDLE,
    property = "service.ranking:Integer=1000000")
@HttpWhiteboardContext(name = EmergencyContext.NAME, path = "/api/v1")
public final class EmergencyContext extends ServletContextHelper {
  /** Name by which servlets choose it. */
  public static final String NAME = "busbar-emergency-stop";

  /** Made by the framework. */
  @Activate
  public EmergencyContext() {}
}
