/** The key of the DLMS Green Book's examples: public, so nobody's. */
export const testKey = Uint8Array.from({ length: 16 }, (_, index) => index);
/** The authentication key of the same examples. */
export const testAuthenticationKey = Uint8Array.from({ length: 16 }, (_, index) => 0xd0 + index);
