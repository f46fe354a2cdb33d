namespace RewardLab.Serving.Watches;

/// <summary>Whether images are sampled.</summary>
public enum WatchState
{
    /// <summary>Held-out rewards are being loaded; images are sampled already.</summary>
    Loading,

    /// <summary>Images are sampled and scored.</summary>
    Watching,

    /// <summary>Watching has ended; rewards may still be served.</summary>
    Ended,
}
