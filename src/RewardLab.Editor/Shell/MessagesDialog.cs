using RewardLab.Editor.Documents;
using RewardLab.Editor.Logs;
using RewardLab.Editor.Panes;
using RewardLab.Editor.Themes;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace RewardLab.Editor.Shell;

/// <summary>Everything that the message line has said, whole, the latest last.</summary>
internal sealed class MessagesDialog : Dialog
{
    private const int MaxColumns = 140;

    /// <summary>Creates the dialog.</summary>
    /// <param name="appearance">The colours.</param>
    /// <param name="messages">What was said.</param>
    /// <param name="copy">Copies a line.</param>
    public MessagesDialog(Appearance appearance, ConsoleLog messages, Action<string> copy)
    {
        Title = "Messages (/ filter, c copies, Enter goes to the file, Esc closes)";
        ShadowStyle = null;
        (Width, Height) = (Dim.Func(_ => Math.Clamp((App?.Screen.Width ?? 80) - 2, 10, MaxColumns)),
            Dim.Func(_ => Math.Clamp((App?.Screen.Height ?? 24) - 4, 4, 40)));
        var list = new ConsolePane(appearance, messages) { Width = Dim.Fill(), Height = Dim.Fill() };
        list.CopyRequested += text =>
        {
            copy(text);
            list.Refresh();
        };
        list.JumpRequested += place =>
        {
            Place = place;
            App?.RequestStop(this);
        };
        Add(list);
    }

    /// <summary>The place in a file that was chosen; null for none.</summary>
    public SourcePlace? Place { get; private set; }
}
