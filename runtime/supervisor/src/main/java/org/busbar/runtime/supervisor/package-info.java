/** The second process: starts the gateway, watches it, and brings devices to rest when it dies. */
@NullMarked
package org.busbar.runtime.supervisor;

import org.jspecify.annotations.NullMarked;
