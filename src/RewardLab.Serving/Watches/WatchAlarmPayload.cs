namespace RewardLab.Serving.Watches;

/// <summary>The payload of <see cref="Abstractions.EventKinds.WatchAlarm"/>.</summary>
/// <param name="Proxy">The reward that rises.</param>
/// <param name="HeldOut">The held-out reward that falls.</param>
/// <param name="ProxySlope">Slope of the proxy over the latest windows, per window.</param>
/// <param name="ProxyPValue">One-sided p-value of that slope.</param>
/// <param name="HeldOutSlope">The same of the held-out reward.</param>
/// <param name="HeldOutPValue">One-sided p-value of that slope.</param>
/// <param name="HeldOutDrop">How far the held-out reward is below its best window.</param>
/// <param name="DropPValue">One-sided p-value of that drop.</param>
/// <param name="BestImages">Images that were scored up to the end of that window.</param>
internal sealed record WatchAlarmPayload(
    string Proxy, string HeldOut, double ProxySlope, double ProxyPValue, double HeldOutSlope, double HeldOutPValue, double HeldOutDrop, double DropPValue,
    long BestImages);
