/** What happened, for people and logs: events with severity, source and values. */
@Export
@Version("0.1.0")
@NullMarked
package org.busbar.api.events;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
