namespace RewardLab.Runs.Monitoring;

/// <summary>What a curve shows.</summary>
/// <param name="Kind">The events it comes from, such as "finetune.epoch".</param>
/// <param name="Name">What in the run it belongs to, such as "ddpo-imagereward-1" or "clip auroc"; empty where the events do not say.</param>
/// <param name="Value">The value's name in the events, such as "proxy" or "heldOut/truth".</param>
/// <param name="Unit">What the events count by, such as "epoch"; "event" where they do not say.</param>
public sealed record CurveKey(string Kind, string Name, string Value, string Unit);
