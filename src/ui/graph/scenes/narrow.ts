/** CSS px below which a window is a phone's. */
const PHONE_PX = 520;

/** A scene laid out now is for a phone, held upright. */
export const narrow = (): boolean => typeof innerWidth === 'number' && innerWidth < PHONE_PX;
