/**
 * Devices that describe themselves by SunSpec information models: found, mapped, run as profiles.
 */
@NullMarked
package org.busbar.profile.sunspec;

import org.jspecify.annotations.NullMarked;
