/** A ship in a bottle. */
export function Logo({ size = 26 }: { size?: number }) {
  return (
    <svg className="logo" width={size} height={size} viewBox="0 0 32 32" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <path d="M2.5 16c0-4.6 3-7.6 7.6-7.6h9.4c2.6 0 3.4 4 5.6 4h4.4v7.2h-4.4c-2.2 0-3 4-5.6 4h-9.4C5.500 23.600 2.500 20.600 2.500 16Z" />
      <path d="M7 18.700h11.500l-1.600 2.300H8.800L7 18.700Z" fill="currentColor" strokeWidth="1" />
      <path d="M12.800 17V10.800l4.300 5.200h-4.300M11.200 16.100V12.600l-2.600 3.500h2.600" strokeWidth="1.300" />
    </svg>
  );
}
