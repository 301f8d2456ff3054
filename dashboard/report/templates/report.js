(() => {
  "use strict";
  const { figures, names, themes, locale } = JSON.parse(document.getElementById("charts").textContent);
  const places = [...document.querySelectorAll(".chart")];
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const mouse = matchMedia("(hover: hover)").matches;
  const phone = matchMedia("(max-width: 720px)").matches;
  // What fits between the margins of an A4 page, alone and side by side: a chart does not shrink when it is printed.
  const PAPER = [{ width: 696, height: 300 }, { width: 338, height: 220 }];
  const config = {
    responsive: true,
    displaylogo: false,
    showSendToCloud: false,
    displayModeBar: mouse ? "hover" : true,
    modeBarButtons: [["toImage"], ["zoom2d", "pan2d"], ["zoomIn2d", "zoomOut2d", "resetScale2d"]],
    locale: locale.name,
  };
  Plotly.register(locale);

  function draw(onPaper) {
    const template = themes[!onPaper && dark.matches ? "dark" : "light"];
    places.forEach((place, at) => {
      const { data, layout } = figures[at];
      const wide = place.parentElement.classList.contains("wide");
      const size = onPaper ? PAPER[wide ? 0 : 1] : { height: wide && !phone ? layout.height : 300 };
      // On a touch screen a finger on a chart scrolls the page; the buttons zoom.
      const look = { ...layout, template, dragmode: mouse ? "zoom" : false, autosize: !onPaper, width: undefined };
      const picture = { filename: names[at], scale: 2 };
      Plotly.react(place, data, { ...look, ...size }, { ...config, toImageButtonOptions: picture });
    });
  }

  draw(false);
  dark.addEventListener("change", () => draw(false));
  addEventListener("beforeprint", () => draw(true));
  addEventListener("afterprint", () => draw(false));
})();
