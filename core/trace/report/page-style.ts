/** How the report looks, on a screen and on paper. It stands in the file itself, which asks nothing of the network. */
import { inks } from './colours.ts';

export const pageStyle = `
:root{color-scheme:light}
body{margin:0 auto;max-width:60rem;padding:2rem 1.25rem 4rem;background:${inks.paper};color:${inks.ink};font:15px/1.5 Inter,"Segoe UI",system-ui,sans-serif}
h1{font-size:1.7rem;margin:0 0 .2rem}
h2{font-size:1.2rem;margin:2.2rem 0 .6rem;padding-bottom:.25rem;border-bottom:1px solid ${inks.line}}
p{margin:.4rem 0;overflow-wrap:anywhere}
.dim{color:${inks.ink2}}
table{border-collapse:collapse;width:100%;font-size:.93rem}
th,td{padding:.3rem .6rem .3rem 0;text-align:left;vertical-align:top;border-bottom:1px solid ${inks.line};overflow-wrap:anywhere}
th{font-weight:600}
th[scope=row]{width:16rem}
.mono,td.n{font-family:"JetBrains Mono",ui-monospace,monospace;font-size:.88rem}
ol.events{list-style:none;margin:0;padding:0}
ol.events li{display:grid;grid-template-columns:6.5rem 1fr;gap:.8rem;padding:.18rem 0;overflow-wrap:anywhere}
.fault b,.violation b{color:${inks.red}}
.violation{font-weight:600}
figure{margin:1rem 0;overflow-x:auto}
figure svg{max-width:100%;height:auto}
figcaption{color:${inks.ink2};font-size:.9rem}
.verdict{white-space:nowrap;font-weight:600}
.bad{color:${inks.red}}
blockquote{margin:.6rem 0;padding:.1rem 0 .1rem 1rem;border-left:3px solid ${inks.ink3};white-space:pre-wrap;overflow-wrap:anywhere}
@media print{body{max-width:none;padding:0}h2{break-after:avoid}figure,li,tr{break-inside:avoid}}
`;
