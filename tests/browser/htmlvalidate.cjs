// The recommended rules, for pages whose names and titles come from data.
module.exports = {
  extends: ["html-validate:recommended"],
  rules: {
    // A title is the name of a resource, which is as long as its sources have it.
    "long-title": "off",
    // The region around a wide table scrolls and has a name, but is no section of the document.
    "prefer-native-element": ["error", { exclude: ["region"] }],
  },
};
