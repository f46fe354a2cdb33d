namespace RewardLab.Hosting.Models.Hub;

/// <summary>How far a download has come.</summary>
/// <param name="DoneBytes">Bytes that are here, of all files.</param>
/// <param name="TotalBytes">Bytes of all files that the hub has told of so far.</param>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
public readonly record struct HubProgress(long DoneBytes, long TotalBytes);
