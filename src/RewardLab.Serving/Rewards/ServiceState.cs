namespace RewardLab.Serving.Rewards;

/// <summary>Whether rewards can be asked.</summary>
public enum ServiceState
{
    /// <summary>Models are being loaded.</summary>
    Loading,

    /// <summary>Requests are scored.</summary>
    Ready,

    /// <summary>Loading failed, or the service has stopped.</summary>
    Stopped,
}
