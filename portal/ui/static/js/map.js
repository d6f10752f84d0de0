/* One engine for every map of the portal that wants more than its drawing: it draws contours
   (TopoJSON) and values (JSON) on a canvas over the server's drawing, which stays until the canvas is
   ready and comes back when it is printed. Whatever fails here, the page is what it was.

   Markup expected, everything inside one figure (all attributes are plain text, [ ] = may be absent):

   <figure class="oc-explore-map" data-map
           data-contours="/explorer/fonds/commune.json?zone=france&v=12"   address of the contours
           data-values="/explorer/<segment>/valeurs.json?niveau=commune&zone=france&annee=2023"
           data-year="2023"                       the year that the server drew
           [data-here="75056"]                    code of the reader's territory
           [data-patterns]                        one pattern a class beside its colour
           data-label="Dette par habitant en 2023, communes de France">  name of the map for a screen reader
     <div class="oc-explore-map__frame" data-map-frame>
       … the server's <svg> or <img> …            covered by the canvas, kept for print
     </div>
     <ul class="oc-map-legend" data-map-legend>   one item a class, lowest first, then absences
       <li data-step="1" data-least="0" data-most="12.5">…</li>       step 1–7 of the palette; plain numbers
       <li data-absence="secret">…</li> <li data-absence="other">…</li>
     </ul>
   </figure>

   Bounds are those of values rounded as they are shown (the decimals of the indicator): a value belongs to
   the last class whose data-least is not above it. The server cuts classes on rounded values for that.

   Elements of the page with an id and data-map-live (the finding in words, the table, the form…) follow
   when the state changes without a reload: a click on a[data-map-live-link] or a change in
   form[data-map-live-form] fetches the page of that address, takes from it these elements, the legend and
   the attributes of the figure, and writes the address with history.replaceState. */
