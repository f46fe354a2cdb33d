using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Language;

/// <summary>So many objects of a class, of any colour or of one.</summary>
/// <param name="Class">The class.</param>
/// <param name="Count">How many, at least 1.</param>
/// <param name="Colour">The colour of each; null for any.</param>
public sealed record ToyDemand(ToyClass Class, int Count, ToyColour? Colour);
