import 'graphiql/setup-workers/vite'
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql'
import { createRoot } from 'react-dom/client'
import 'graphiql/style.css'
import './page.css'
import { fetchGraph } from './fetch-graph.ts'
import { LoginIcon } from './login-icon.tsx'
import { LoginPanel } from './login-panel.tsx'
import { seededTabs } from './seeded-tabs.ts'

const loginPlugin = { title: 'Log in 登录', icon: LoginIcon, content: LoginPanel }

const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <GraphiQL
      fetcher={fetchGraph}
      plugins={[loginPlugin, HISTORY_PLUGIN]}
      visiblePlugin={loginPlugin.title}
      defaultTabs={seededTabs}
      defaultEditorToolsVisibility="variables"
    >
      <GraphiQL.Logo>ERP</GraphiQL.Logo>
    </GraphiQL>,
  )
}
