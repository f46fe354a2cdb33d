namespace RewardLab.Rewards.Http.Requests;

/// <summary>The file format in which images are sent.</summary>
public enum RequestImageFormat
{
    /// <summary>PNG, without loss: scores are those of the images themselves.</summary>
    Png,

    /// <summary>JPEG, as trainers send them: less to send, and other scores.</summary>
    Jpeg,
}
