/** Reports of trials on real devices, and who is believed. */
@NullMarked
package org.busbar.profile.trial;

import org.jspecify.annotations.NullMarked;
