namespace RewardLab.Hosting.Models.Hub;

/// <summary>Why a hub does not give what it is asked for.</summary>
internal enum HubRefusal
{
    /// <summary>The repository is not there, or not open to who asks: the hub does not tell which.</summary>
    NotThereOrNotOpen,

    /// <summary>The repository is there, and its licence is not accepted.</summary>
    Gated,

    /// <summary>The repository has no such branch, tag or commit.</summary>
    NoRevision,

    /// <summary>The repository has no such file.</summary>
    NoFile,

    /// <summary>The hub's operators have closed the repository.</summary>
    Disabled,

    /// <summary>The token is none that the hub knows.</summary>
    BadToken,
}
